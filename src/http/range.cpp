// SPDX-License-Identifier: MIT
#include "http/range.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "base/text/text.h"

namespace http {
namespace {

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> position(std::string_view digits) {
  if (digits.empty() || digits.front() == '-') return std::nullopt;
  const auto number = base::parse_int(digits);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

}  // namespace

RangeKind parse_range(std::optional<std::string_view> header, std::uint64_t size, Range& part) {
  constexpr std::string_view unit = "bytes=";
  if (!header || !base::iequals(header->substr(0, unit.size()), unit)) return RangeKind::whole;
  const std::string_view range = trim_blanks(header->substr(unit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return RangeKind::whole;
  const std::string_view first_text = range.substr(0, dash);
  const auto last = position(range.substr(dash + 1));
  if (first_text.empty()) {  // suffix range: the last N bytes
    if (!last) return RangeKind::whole;
    part.size = std::min(*last, size);
    part.offset = size - part.size;
    return part.size == 0 ? RangeKind::unsatisfiable : RangeKind::part;
  }
  const auto first = position(first_text);
  if (!first || (!last && dash + 1 != range.size()) || (last && *last < *first)) return RangeKind::whole;
  if (*first >= size) return RangeKind::unsatisfiable;
  part.offset = *first;
  part.size = (last ? std::min(*last, size - 1) : size - 1) - *first + 1;
  return RangeKind::part;
}

bool etag_matches(std::string_view header, std::string_view tag) {
  if (trim_blanks(header) == "*") return true;
  const auto strong = [](std::string_view one) { return one.starts_with("W/") ? one.substr(2) : one; };
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    if (strong(trim_blanks(header.substr(0, comma))) == strong(tag)) return true;
    header.remove_prefix(std::min(comma + 1, header.size()));
  }
  return false;
}

bool knows_tag(const Headers& headers, std::string_view tag) {
  return std::ranges::any_of(headers, [&](const auto& field) {
    return field.first == "if-none-match" && etag_matches(field.second, tag);
  });
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  const std::string terminated(text);
  constexpr std::array forms = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                "%a %b %e %H:%M:%S %Y"};
  for (const char* form : forms) {
    std::tm parsed{};
    const char* end = strptime(terminated.c_str(), form, &parsed);
    if (end != nullptr && *end == '\0') return timegm(&parsed);
  }
  return std::nullopt;
}

}  // namespace http
