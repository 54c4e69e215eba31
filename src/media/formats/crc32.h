// SPDX-License-Identifier: MIT
#pragma once

// Computes the checksum of PNG chunks (CRC-32, ISO 3309).
// Thread safety: pure; any thread may call it.

#include <cstdint>
#include <string_view>

namespace media {

// `before` is the checksum of the bytes that precede `bytes`.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

}  // namespace media
