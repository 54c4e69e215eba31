// SPDX-License-Identifier: MIT
#pragma once

// The marker codes of JPEG (ITU T.81, table B.1).
// Thread safety: pure functions; any thread may call them.
// Throws: base::DiskError from code_after_fill().

#include <cstdint>

#include "media/formats/byte_reader.h"

namespace media::jpeg {

constexpr std::uint32_t huffman_tables = 0xC4, reserved = 0xC8, conditioning = 0xCC;
constexpr std::uint32_t start_of_image = 0xD8, end_of_image = 0xD9, start_of_scan = 0xDA,
                        restart_interval = 0xDD;

inline bool is_frame(std::uint32_t code) {
  return code >= 0xC0 && code <= 0xCF && code != huffman_tables && code != reserved && code != conditioning;
}

// A stuffed zero, TEM and the restart markers have no segment.
inline bool stands_alone(std::uint32_t code) { return code <= 0x01 || (code >= 0xD0 && code <= 0xD7); }

inline std::uint32_t code_after_fill(ByteReader& in) {
  std::uint32_t code = 0xFF;
  while (code == 0xFF) code = in.read_be(1);
  return code;
}

}  // namespace media::jpeg
