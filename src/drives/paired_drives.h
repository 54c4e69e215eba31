// SPDX-License-Identifier: MIT
#pragma once

// The drives this machine serves, by the UUID of their file system: the file "paired" in a folder, a UUID on
// each line; "#" begins a comment.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

bool is_same_uuid(std::string_view a, std::string_view b);  // without regard to case

// Thread safety: any thread and any process; a change holds flock(2) on the folder.
// Crash safety: the file is the former one or the new one.
// Throws: DiskError; ELOOP where a symbolic link is in place of the file or the folder, EBUSY where another
// process holds the folder for two seconds.
class PairedDrives {
 public:
  static constexpr std::size_t max_drives = 64;
  enum class Pairing { paired, already_paired, list_full };

  explicit PairedDrives(std::string folder) : folder_(std::move(folder)) {}

  bool is_available() const;               // the folder exists: this machine is set up for drives
  std::vector<std::string> uuids() const;  // what is no UUID in the file is left out
  // The file belongs to the folder's owner and everybody may read it, also when root writes it.
  Pairing pair(std::string_view uuid);
  bool unpair(std::string_view uuid);  // false when it is not paired

 private:
  std::string path() const { return folder_ + "/paired"; }
  std::string content() const;
  void replace(std::string_view content) const;

  std::string folder_;
};

}  // namespace base
