// SPDX-License-Identifier: MIT
#pragma once

// Decompression of small texts that images have (RFC 1950, 1951). Memory and time are bounded by `most`. The
// checksum is not verified. Pure; any thread may call.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace media {

// What a zlib stream holds; nothing when it is malformed, or longer than `most`.
std::optional<std::string> inflate(std::string_view stream, std::size_t most);

}  // namespace media
