// SPDX-License-Identifier: MIT
#pragma once

// A small body of which a part has come: whether to wait for more. What was looked at is not looked at again,
// so that a body that trickles costs no more than one that comes at once. Pure; one thread.

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/chunked_decoder.h"

namespace http {

inline constexpr std::size_t max_small_body_bytes = 32 * 1024;  // as it comes, with its framing

class PartialBody {
 public:
  // The body begins at this offset of the connection's input; without a length it is chunked.
  PartialBody(std::size_t at, std::optional<std::size_t> length) : begin_(at), at_(at), length_(length) {}

  // True when there is no more to wait for: it is whole, malformed or not small. `input` has only grown.
  bool has_come(std::string_view input);
  std::size_t max_bytes() const { return length_.value_or(max_small_body_bytes); }
  bool too_large() const { return too_large_; }

 private:
  std::size_t begin_, at_;
  std::optional<std::size_t> length_;
  ChunkedDecoder chunked_;
  bool come_ = false, too_large_ = false;
};

}  // namespace http
