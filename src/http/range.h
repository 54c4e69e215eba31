// SPDX-License-Identifier: MIT
#pragma once

// The Range header (RFC 9110 §14.2) and what it makes of a file. Pure.

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

// One range gives the part. No header, a malformed one, another unit, and several ranges at once (which the
// RFC lets a server ignore; no player asks so) give the whole.
RangeKind parse_range(std::optional<std::string_view> header, std::uint64_t size, Range& part);

// Whether a list of entity tags (If-None-Match) names this one, by weak comparison (RFC 9110 §8.8.3.2).
bool etag_matches(std::string_view header, std::string_view tag);

// Whether If-None-Match names it; several such fields are one list.
bool knows_tag(const Headers& headers, std::string_view tag);

// An HTTP date of any of the three forms (RFC 9110 §5.6.7), as Unix seconds.
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace http
