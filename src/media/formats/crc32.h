// SPDX-License-Identifier: MIT
#pragma once

// The checksum of PNG's chunks (ISO 3309). Pure; any thread may call.

#include <cstdint>
#include <string_view>

namespace media {

// Of `bytes` that follow others whose sum is `before`.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

}  // namespace media
