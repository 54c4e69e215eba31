// SPDX-License-Identifier: MIT
#pragma once

// What the fuzz targets share. A target gives bytes of libFuzzer's making to one reader of what strangers
// send and says what must hold whatever they are.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace fuzz {

// Ends the run when a promise is broken; libFuzzer then shows the input.
inline void require(bool kept, const char* promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The first byte, taken off the front; 0 when there is none.
inline std::uint8_t take_byte(std::string_view& bytes) {
  if (bytes.empty()) return 0;
  const auto byte = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return byte;
}

// What stands before the first line feed, taken off the front with it.
inline std::string_view take_line(std::string_view& bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
  return line;
}

// Gives the bytes in pieces of 1 to 32, always the same ones for a seed, each in memory of its own, so that
// looking beyond a piece is seen.
template <class Call>
void in_pieces(std::string_view bytes, std::uint8_t seed, Call call) {
  std::uint32_t dice = seed;
  while (!bytes.empty()) {
    dice = dice * 1664525 + 1013904223;
    const std::size_t size = std::min<std::size_t>(1 + (dice >> 27), bytes.size());
    const std::string piece(bytes.substr(0, size));
    call(std::string_view(piece));
    bytes.remove_prefix(size);
  }
}

}  // namespace fuzz
