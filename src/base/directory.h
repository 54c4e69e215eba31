// SPDX-License-Identifier: MIT
#pragma once

// Opens regular files in and below a directory by relative name, without following symbolic links and without
// leaving the directory. Uses openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS. Where the kernel has
// no openat2 (before Linux 5.6) or a filter refuses it, uses openat(2) with O_NOFOLLOW for each component. A
// drive may contain links, pipes and devices under the names of our files. Opening never blocks.
// Thread safety: any thread may call.
// Throws: NotRegular, DiskError.

#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"

namespace base {

// The name leads through a symbolic link, or to something other than a regular file.
struct NotRegular : DiskError {
  using DiskError::DiskError;
};

class Directory {
 public:
  // Symbolic links in `path` are followed, except a last component that is a link with Last::ours.
  enum class Last { followed, ours };
  explicit Directory(std::string path, Last last = Last::followed);

  const std::string& path() const { return path_; }
  Descriptor open_to_read(const std::string& name) const;          // empty when there is none
  Descriptor open_to_change(const std::string& name) const;        // for reading and writing; must exist
  std::optional<std::string> read(const std::string& name) const;  // at most 1 MiB; nothing if missing

 private:
  Descriptor open(const std::string& name, int flags) const;

  std::string path_;
  Descriptor directory_;
};

// For tests: false simulates a kernel without openat2.
void use_openat2(bool use);

}  // namespace base
