// SPDX-License-Identifier: MIT
#pragma once

// Reads small files from a folder that another program writes to.
// Thread safety: any thread may call.
// Throws: DiskError, also for a symbolic link (ELOOP) and a file that is too large (EFBIG).

#include <cstddef>
#include <optional>
#include <string>

namespace base {

// Reads a regular file of at most max_bytes. Returns nothing when there is none. A symbolic link is not
// followed (ELOOP), and anything but a regular file is not read (EINVAL).
std::optional<std::string> read_bounded_file(const std::string& path, std::size_t max_bytes);

}  // namespace base
