// SPDX-License-Identifier: MIT
#include "http/accept_encoding.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/text/text.h"

namespace http {
namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

// Returns the trimmed part before the next separator and advances `rest` past that separator.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return without_blanks(part);
}

// Returns a qvalue in thousandths: "0.5" is 500. Returns nothing when it is malformed.
std::optional<int> thousandths(std::string_view qvalue) {
  if (qvalue.empty() || qvalue.size() > 5 || (qvalue[0] != '0' && qvalue[0] != '1')) return {};
  int value = (qvalue[0] - '0') * 1000;
  if (qvalue.size() > 1 && qvalue[1] != '.') return {};
  int weight = 100;
  for (const char c : qvalue.substr(std::min<std::size_t>(qvalue.size(), 2))) {
    if (c < '0' || c > '9') return {};
    value += (c - '0') * weight;
    weight /= 10;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

int liking(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = take(parameters, ';');
    const std::string_view name = take(value, '=');
    if (base::iequals(name, "q")) return thousandths(without_blanks(value)).value_or(0);
  }
  return 1000;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<int> gzip, plain, others;
  while (!accept_encoding.empty()) {
    std::string_view one = take(accept_encoding, ',');
    const std::string_view coding = take(one, ';');
    if (base::iequals(coding, "gzip") || base::iequals(coding, "x-gzip")) gzip = liking(one);
    if (base::iequals(coding, "identity")) plain = liking(one);
    if (coding == "*") others = liking(one);
  }
  const int liked = gzip.value_or(others.value_or(0));
  return liked > 0 && liked >= plain.value_or(0);
}

}  // namespace http
