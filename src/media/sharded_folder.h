// SPDX-License-Identifier: MIT
#pragma once

// Names the library's files, maps them to subfolders ("3f9c….jpg" to the folder "3f") and checks free space.
// Thread safety: any thread may call all functions.
// Throws: base::DiskError where noted.

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/directory.h"

namespace media {

std::string new_file_name(std::string_view extension);  // `extension` includes its dot; 128 random bits

// Accepts 32 hexadecimal digits, a dot and an extension, all in lower case. The path of such a name cannot
// leave the folder, whatever a client sends.
bool is_file_name(std::string_view file);
std::string media_path(const std::string& folder, std::string_view file);
std::string name_of(std::string_view file);  // relative to the folder: "3f/3f9c….jpg"

// The folders "00" to "ff", created when first needed.
class ShardedFolder {
 public:
  explicit ShardedFolder(std::string folder);  // creates the folder; rejects a link; throws base::DiskError
  const std::string& folder() const { return folder_; }
  const base::Directory& directory() const { return directory_; }

  // Returns the path for a new file, whose folder then exists and has a durable name. A file is only as
  // durable as its folder. This also holds if another thread, or a run that was killed, has just created the
  // folder. Throws base::DiskError, with ELOOP if the folder is a symbolic link.
  std::string path_for_new(std::string_view file);

 private:
  const std::string folder_;
  const base::Directory directory_;
  std::array<std::atomic<bool>, 256> on_the_drive_ = {};
};

// Checks whether the file system of a folder has a number of bytes free. Queries it once a second while it
// has, and on each call while it has not, so that freed space counts at once.
class FreeSpace {
 public:
  bool has(const std::string& folder, std::uint64_t bytes);  // throws base::DiskError

 private:
  std::atomic<std::int64_t> measured_at_{-1};  // in seconds of the steady clock
  std::atomic<std::uint64_t> bytes_{UINT64_MAX};
};

// Throws base::DiskError (full) if `bytes` more bytes would use the reserve.
void require_free_space(const std::string& folder, std::uint64_t bytes, std::uint64_t reserve);

}  // namespace media
