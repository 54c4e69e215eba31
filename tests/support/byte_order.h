// SPDX-License-Identifier: MIT
#pragma once

// Numbers as files have them.

#include <cstdint>
#include <string>

namespace support {

using Number = std::string (*)(std::uint32_t, int);

inline std::string big(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xFF);
  return text;
}

inline std::string little(std::uint32_t number, int bytes) {
  const std::string text = big(number, bytes);
  return {text.rbegin(), text.rend()};
}

}  // namespace support
