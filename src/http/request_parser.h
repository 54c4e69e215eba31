// SPDX-License-Identifier: MIT
#pragma once

// Parses a request head strictly (RFC 9112), before any other code sees it. Rejects bare LF, obs-fold, NUL
// and other control characters, and blanks around a field name. Rejects a repeated Host, Content-Length,
// Transfer-Encoding, Content-Type or Authorization field, and Content-Length together with Transfer-Encoding.
// Rejects transfer codings other than a single "chunked", an invalid Host, and anything above the size
// limits.
// Thread safety: any thread may call.

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
  std::string_view target;  // origin-form or "*", without a fragment
  Headers fields;           // names in lower case
  std::optional<std::uint64_t> length;
  bool chunked = false;
  bool keep_alive = true;
  bool is_http_1_0 = false;
  bool expects_continue = false;
};

// The position of a request head in the bytes received so far.
struct HeadBoundary {
  std::size_t size = 0;  // of the complete head with its empty line; 0: incomplete
  std::size_t seen = 0;  // where the next search resumes
  int refused = 0;       // the status to reject it with, or 0
};
HeadBoundary find_head_end(std::string_view bytes, std::size_t seen);

// Parses a complete head. The views in `head` point into `bytes`, whose field names become lower case.
// Returns 0, or the status to reject the request with.
int parse_request_head(std::string& bytes, std::size_t size, RequestHead& head);

}  // namespace http
