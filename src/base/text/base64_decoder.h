// SPDX-License-Identifier: MIT
#pragma once

// Base64 (RFC 2045 §6.8) in pieces: characters outside the alphabet are passed over, the padding ends it.
// Thread safety: one thread has a decoder.

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

class Base64Decoder {
 public:
  std::string decode(std::string_view piece);
  bool complete() const { return held_ == 0; }  // all groups of four characters are there

 private:
  std::uint32_t bits_ = 0;
  int held_ = 0, padding_ = 0;
  bool ended_ = false;
};

}  // namespace base
