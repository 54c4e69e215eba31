// SPDX-License-Identifier: MIT
#pragma once

// Reads a small file in a folder that another program writes to.

#include <cstddef>
#include <optional>
#include <string>

namespace base {

// Reads a regular file of at most max_bytes; nothing when there is none. A symbolic link in its place is not
// followed (ELOOP), and what is no regular file is not read (EINVAL).
// Thread safety: any thread.
// Throws: DiskError, also for a link and for a file that is too large (EFBIG).
std::optional<std::string> read_bounded_file(const std::string& path, std::size_t max_bytes);

}  // namespace base
