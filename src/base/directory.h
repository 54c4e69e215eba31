// SPDX-License-Identifier: MIT
#pragma once

// A directory, and the regular files in and below it, opened by their relative names without following any
// symbolic link and without leaving it: openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, or openat(2)
// with O_NOFOLLOW for each component where the kernel has no openat2 (before Linux 5.6) or a filter refuses
// it. A drive may bring links, pipes and devices under the names of our files. Opening never blocks.
// Thread safety: any thread may call. Throws: NotRegular, DiskError.

#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"

namespace base {

// The name leads through a symbolic link, or to something that is no regular file.
struct NotRegular : DiskError {
  using DiskError::DiskError;
};

class Directory {
 public:
  // Links in `path` itself are followed, except, when it is of our making, a link that the last component is.
  enum class Last { followed, ours };
  explicit Directory(std::string path, Last last = Last::followed);

  const std::string& path() const { return path_; }
  Descriptor open_to_read(const std::string& name) const;    // empty when there is none
  Descriptor open_to_change(const std::string& name) const;  // to read and write; it is there
  std::optional<std::string> read(
      const std::string& name) const;  // nothing when there is none; 1 MiB at most

 private:
  Descriptor open(const std::string& name, int flags) const;

  std::string path_;
  Descriptor directory_;
};

// For tests: as on a kernel without openat2. Of directories that are made afterwards.
void use_openat2(bool use);

}  // namespace base
