// SPDX-License-Identifier: MIT
#pragma once

// Text utilities: UTF-8, white space, URL encoding, and small conversions.
// Thread safety: pure functions.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

bool valid_utf8(std::string_view text);          // RFC 3629: no surrogates, no overlong forms
std::size_t utf8_prefix(std::string_view text);  // number of bytes before the first invalid one
std::size_t count_code_points(std::string_view utf8);
std::string_view trim(std::string_view utf8);         // Unicode white space, at both ends
std::string normalize_digits(std::string_view utf8);  // decimal digits of every script (Nd) to 0-9

std::string ascii_lower(std::string_view ascii);       // other bytes are unchanged
bool iequals(std::string_view a, std::string_view b);  // ignores ASCII case
// Splits at any of the separators. Omits empty pieces; returns views into the text.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);
std::string to_crlf(std::string_view lines);  // for Notepad on old versions of Windows

// Parses an optional '-' and digits only; returns nothing on overflow.
std::optional<std::int64_t> parse_int(std::string_view digits);

std::optional<std::string> percent_decode(std::string_view text);  // nothing if an escape is malformed
std::string form_decode(std::string_view text);  // '+' is a space; malformed escapes stay unchanged
std::string form_encode(std::string_view text);  // the inverse of form_decode()

using Pairs = std::vector<std::pair<std::string, std::string>>;
// application/x-www-form-urlencoded; retains blank values and the order.
Pairs parse_form(std::string_view urlencoded);

std::string hex(std::string_view bytes);
std::string base64url_encode(std::string_view bytes);  // RFC 4648 §5, without padding
std::optional<std::string> base64url_decode(std::string_view text);
std::optional<std::string> base64_decode(std::string_view text);  // RFC 4648 §4, padded
std::string base64_encode(std::string_view bytes);

// The candidate with the smallest edit distance, for "did you mean"; nothing if none is similar.
std::optional<std::string_view> closest_match(std::string_view word,
                                              std::span<const std::string_view> candidates);

}  // namespace base
