// SPDX-License-Identifier: MIT
#pragma once

// Tracks a small body of which a part has arrived, and decides whether to wait for more. Scans each byte only
// once, so that a body that trickles in costs no more than one that arrives at once.
// Thread safety: an object belongs to one thread.

#include <cstddef>
#include <optional>
#include <string_view>

#include "http/chunked_decoder.h"

namespace http {

inline constexpr std::size_t max_small_body_bytes = 32 * 1024;  // on the wire, with its framing

class PartialBody {
 public:
  // The body begins at this offset of the connection's input. Without a length it is chunked.
  PartialBody(std::size_t at, std::optional<std::size_t> length) : begin_(at), at_(at), length_(length) {}

  // Returns true when the body is complete, malformed or too large. Between calls `input` may only grow.
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
