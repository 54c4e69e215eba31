// SPDX-License-Identifier: MIT
#pragma once

// How the library's files are named, where they are ("3f9c….jpg" in the folder "3f") and the room they leave.
// Any thread may call.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/directory.h"

namespace media {

std::string new_file_name(std::string_view extension);  // with its dot; 128 random bits

// 32 hexadecimal digits, a dot and an extension, all in lower case: whatever comes from outside, the path of
// such a name leads to nowhere else.
bool is_file_name(std::string_view file);
std::string media_path(const std::string& folder, std::string_view file);
std::string name_of(std::string_view file);  // in the folder: "3f/3f9c….jpg"

// The folders "00" to "ff", made when first needed.
class ShardedFolder {
 public:
  explicit ShardedFolder(std::string folder);  // makes the folder, which is no link; throws base::DiskError
  const std::string& folder() const { return folder_; }
  const base::Directory& directory() const { return directory_; }

  // The path of a file to be made, in a folder that is there and whose name is on the drive: a file is only
  // as safe as the folder it lies in, also when another thread, or a run that was killed, has just made that.
  // Throws base::DiskError, also (ELOOP) where that folder is a link.
  std::string path_for_new(std::string_view file);

 private:
  const std::string folder_;
  const base::Directory directory_;
  std::array<std::atomic<bool>, 256> on_the_drive_ = {};
};

// Whether a folder's drive has so many bytes free. The drive is asked once a second while it has, and at each
// call while it has not: what was made free is there at once. Any thread may call.
class FreeSpace {
 public:
  bool has(const std::string& folder, std::uint64_t bytes);  // throws base::DiskError

 private:
  std::atomic<std::int64_t> measured_at_{-1};  // second of the steady clock
  std::atomic<std::uint64_t> bytes_{UINT64_MAX};
};

// Throws base::DiskError (full) when so many more bytes would touch the reserve.
void require_free_space(const std::string& folder, std::uint64_t bytes, std::uint64_t reserve);

}  // namespace media
