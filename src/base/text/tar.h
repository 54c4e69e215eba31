// SPDX-License-Identifier: MIT
#pragma once

// Reads and writes the headers of tar archives (POSIX ustar; sizes from 8 GB in base-256, as in GNU tar).
// Members are regular files.
// Thread safety: pure functions; any thread may call.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace base {

struct TarMember {
  std::string name;  // at most 99 bytes
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // Unix seconds
};

// what() describes the fault of the archive.
struct TarError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline constexpr std::size_t tar_block = 512;
inline constexpr std::size_t tar_end = 2 * tar_block;  // an archive ends with this many zeros

std::string tar_header(const TarMember& member);  // one block; throws TarError if the name is too long
std::size_t tar_padding(std::uint64_t size);      // zeros after content of this size

// Parses a header block. Returns nothing for a block of zeros, as at the end.
// Throws: TarError for a wrong checksum, or a member that is not a regular file.
std::optional<TarMember> read_tar_header(std::string_view block);

}  // namespace base
