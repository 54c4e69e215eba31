// SPDX-License-Identifier: MIT
#pragma once

// One strict reading of a request head (RFC 9112), before anything else sees a byte of it.
//
// Refused: bare LF, obs-fold, NUL and other control characters, blanks around a field name, two Host,
// Content-Length, Transfer-Encoding, Content-Type or Authorization fields, Content-Length beside
// Transfer-Encoding, any transfer coding but exactly one "chunked", a Host that is none, anything over-long.
// Pure.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace http {

inline constexpr std::size_t max_head_bytes = 32 * 1024;
inline constexpr std::size_t max_target_bytes = 8 * 1024;
inline constexpr std::size_t max_fields = 100;

struct RequestHead {
  std::string_view method;
  std::string_view target;  // origin form, or "*"; without a fragment
  Headers fields;           // names in lower case
  std::optional<std::uint64_t> length;
  bool chunked = false;
  bool keep_alive = true;
  bool is_http_1_0 = false;
  bool expects_continue = false;
};

// Where a head stands among the bytes that have come.
struct HeadBoundary {
  std::size_t size = 0;  // of the whole head with its empty line; 0: not complete yet
  std::size_t seen = 0;  // look on from here next time
  int refused = 0;       // a status when it can no longer become a good head
};
HeadBoundary find_head_end(std::string_view bytes, std::size_t seen);

// Reads a complete head; the views of `head` point into `bytes`, whose field names become lower case.
// 0, or the status it is refused with.
int parse_request_head(std::string& bytes, std::size_t size, RequestHead& head);

}  // namespace http
