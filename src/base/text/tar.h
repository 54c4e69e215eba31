// SPDX-License-Identifier: MIT
#pragma once

// The blocks a tar archive is made of (POSIX ustar; sizes from 8 GB on in base-256, as GNU tar and others
// write and read them). Members are plain files. Pure; any thread may call.

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

// what() says what is wrong with the archive.
struct TarError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline constexpr std::size_t tar_block = 512;
inline constexpr std::size_t tar_end = 2 * tar_block;  // so many zeros end an archive

std::string tar_header(const TarMember& member);  // one block; throws TarError when the name is too long
std::size_t tar_padding(std::uint64_t size);      // zeros after a content of this size

// What a block says; nothing when it is of zeros, as at the end. Throws TarError for a wrong checksum and for
// whatever is no plain file.
std::optional<TarMember> read_tar_header(std::string_view block);

}  // namespace base
