// SPDX-License-Identifier: MIT
#pragma once

// Evaluates the Range header (RFC 9110 §14.2), If-None-Match and HTTP dates.
// Thread safety: any thread may call.

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace http {

struct Range {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

enum class RangeKind { whole, part, unsatisfiable };

// A single range yields `part`. A missing or malformed header, another unit, or several ranges yield the
// whole file. The RFC allows a server to ignore several ranges.
RangeKind parse_range(std::optional<std::string_view> header, std::uint64_t size, Range& part);

// Returns true when a list of entity tags (If-None-Match) contains `tag`, by weak comparison (RFC 9110
// §8.8.3.2).
bool etag_matches(std::string_view header, std::string_view tag);

// Returns true when If-None-Match contains `tag`. Several such fields form one list.
bool knows_tag(const Headers& headers, std::string_view tag);

// Parses an HTTP date in any of the three formats (RFC 9110 §5.6.7). Returns Unix seconds.
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace http
