// SPDX-License-Identifier: MIT
#pragma once

// The list of drives this machine serves, by the UUID of their file system. It is the file "paired" in a
// folder, with one UUID per line; "#" begins a comment.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

bool is_same_uuid(std::string_view a, std::string_view b);  // ignores case

// Thread safety: any thread and any process; a change holds flock(2) on the folder.
// Crash safety: a crash leaves the old file or the new one.
// Throws: DiskError; ELOOP if a symbolic link replaces the file or the folder, EBUSY if another process holds
// the lock for two seconds.
class PairedDrives {
 public:
  static constexpr std::size_t max_drives = 64;
  enum class Pairing { paired, already_paired, list_full };

  explicit PairedDrives(std::string folder) : folder_(std::move(folder)) {}

  bool is_available() const;               // the folder exists: this machine is set up for drives
  std::vector<std::string> uuids() const;  // skips whatever is not a UUID
  // The file belongs to the owner of the folder and is readable by all, even if root writes it.
  Pairing pair(std::string_view uuid);
  bool unpair(std::string_view uuid);  // false if it is not paired

 private:
  std::string path() const { return folder_ + "/paired"; }
  std::string content() const;
  void replace(std::string_view content) const;

  std::string folder_;
};

}  // namespace base
