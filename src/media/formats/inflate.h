// SPDX-License-Identifier: MIT
#pragma once

// Decompresses small texts in images (RFC 1950, RFC 1951). `most` bounds memory and time. The checksum is not
// verified.
// Thread safety: pure; any thread may call it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace media {

// Returns the content of a zlib stream, or nothing if the stream is malformed or its content exceeds `most`.
std::optional<std::string> inflate(std::string_view stream, std::size_t most);

}  // namespace media
