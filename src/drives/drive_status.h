// SPDX-License-Identifier: MIT
#pragma once

// Reads the status of plugged drives named EXPOBOX, as root's context report it. Each drive has a file in
// DriveFolders::status, named after the kernel's device, with lines "key=value".

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct DriveFolders {
  std::string state = "/var/lib/expobox-drive";      // see paired_drives.h
  std::string status = "/run/expobox-drive/status";  // written by root
};

enum class DriveState { checking, serving, unpaired, waiting, failed };
std::string_view to_string(DriveState state);

struct DriveStatus {
  std::string device;      // "sdb1"
  std::string uuid;        // of its file system; "": unknown
  std::string filesystem;  // "exfat"; "": unknown
  DriveState state = DriveState::failed;
  std::string reason;  // a sentence; "": none
  bool operator==(const DriveStatus&) const = default;
};

inline constexpr std::size_t max_drive_status_bytes = 4096;
inline constexpr std::size_t max_plugged_drives = 16;

bool is_filesystem_uuid(std::string_view text);  // 4 to 36 hexadecimal digits and dashes

// Parses one status file. Unknown keys are ignored. Returns nothing for a malformed line, a duplicate key, an
// invalid value, or if the device or the state is missing.
std::optional<DriveStatus> parse_drive_status(std::string_view text);

// Reads all status files in the order of their names, at most max_plugged_drives. An unusable file yields a
// failed drive. Files not named after a device are ignored. Returns an empty list if the folder does not
// exist.
// Thread safety: any thread.
std::vector<DriveStatus> read_drive_statuses(const std::string& folder);

}  // namespace base
