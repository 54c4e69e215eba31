// SPDX-License-Identifier: MIT
#pragma once

// Decodes base64 (RFC 2045 §6.8) in pieces. Skips characters outside the alphabet; padding ends the data.
// Thread safety: an object belongs to one thread.

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

class Base64Decoder {
 public:
  std::string decode(std::string_view piece);
  bool complete() const { return held_ == 0; }  // no partial group of four characters is left

 private:
  std::uint32_t bits_ = 0;
  int held_ = 0, padding_ = 0;
  bool ended_ = false;
};

}  // namespace base
