// SPDX-License-Identifier: MIT
#pragma once

// The drives named EXPOBOX that are plugged into this machine, as root's services describe them: a file for
// each in DriveFolders::status, named after the kernel's device, of lines "key=value".

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct DriveFolders {
  std::string state = "/var/lib/expobox-drive";      // paired_drives.h
  std::string status = "/run/expobox-drive/status";  // written by root
};

enum class DriveState { checking, serving, unpaired, waiting, failed };
std::string_view to_string(DriveState state);

struct DriveStatus {
  std::string device;      // "sdb1"
  std::string uuid;        // of its file system; "": not known
  std::string filesystem;  // "exfat"; "": not known
  DriveState state = DriveState::failed;
  std::string reason;  // a sentence; "": none was given
  bool operator==(const DriveStatus&) const = default;
};

inline constexpr std::size_t max_drive_status_bytes = 4096;
inline constexpr std::size_t max_plugged_drives = 16;

bool is_filesystem_uuid(std::string_view text);  // 4 to 36 hexadecimal digits and dashes

// Reads one status file. Unknown keys are ignored; nothing for a malformed line, a key that comes twice, a
// value out of its bounds, and where the device or the state is missing. Pure.
std::optional<DriveStatus> parse_drive_status(std::string_view text);

// Reads all status files, in the order of their names, at most max_plugged_drives. One that cannot be used is
// a drive that failed. Files whose name is no device's are ignored. None when there is no such folder. Thread
// safety: any thread.
std::vector<DriveStatus> read_drive_statuses(const std::string& folder);

}  // namespace base
