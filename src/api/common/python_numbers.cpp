// SPDX-License-Identifier: MIT
#include "api/common/python_numbers.h"

#include <algorithm>
#include <limits>

#include "base/text/text.h"

namespace api {
namespace {

constexpr std::int64_t farthest_exponent = 999'999'999'999'999'999;  // the limit of Python's decimal module

bool digit(char c) { return c >= '0' && c <= '9'; }

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

// Parses what follows the digits: nothing, or "e" and an integer.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return {};
  text.remove_prefix(1);
  const bool negative = take_sign(text);
  if (text.empty() || !std::ranges::all_of(text, digit)) return {};
  const auto size = base::parse_int(text);
  if (!size || *size > farthest_exponent) return {};
  return negative ? -*size : *size;
}

}  // namespace

std::optional<std::int64_t> python_int(std::string_view text) {
  using Range = std::numeric_limits<std::int64_t>;
  const std::string folded = base::normalize_digits(base::trim(text));
  std::string_view rest = folded;
  const bool negative = take_sign(rest);
  std::string digits = negative ? "-" : "";
  for (;;) {
    const std::string_view group = take_digits(rest);
    if (group.empty()) return {};
    digits += group;
    if (rest.empty()) break;
    if (rest.front() != '_') return {};
    rest.remove_prefix(1);
  }
  return base::parse_int(digits).value_or(negative ? Range::min() : Range::max());
}

std::optional<Decimal> python_decimal(std::string_view text) {
  std::string plain = base::normalize_digits(base::trim(text));
  std::erase(plain, '_');
  std::string_view rest = plain;
  Decimal number;
  number.negative = take_sign(rest);
  const std::string_view whole = take_digits(rest);
  std::string_view places;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    places = take_digits(rest);
  }
  if (whole.empty() && places.empty()) return {};
  const auto exponent = read_exponent(rest);
  if (!exponent) return {};
  number.exponent = *exponent - static_cast<std::int64_t>(places.size());
  number.digits.append(whole).append(places);
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size() - 1));
  return number;
}

std::optional<std::string_view> price_fault(const Decimal& number) {
  const auto digits = static_cast<std::int64_t>(number.digits.size());
  const std::int64_t places = std::max<std::int64_t>(0, -number.exponent);
  const std::int64_t whole = std::max<std::int64_t>(0, digits + number.exponent);
  if (whole + places > 10) return "Ensure that there are no more than 10 digits in total.";
  if (places > 2) return "Ensure that there are no more than 2 decimal places.";
  if (whole > 8) return "Ensure that there are no more than 8 digits before the decimal point.";
  return {};
}

std::string price_text(const Decimal& number) {
  std::string hundredths = number.digits;
  hundredths.append(static_cast<std::size_t>(number.exponent + 2), '0');
  if (hundredths.size() < 3) hundredths.insert(0, 3 - hundredths.size(), '0');
  hundredths.erase(0, std::min(hundredths.find_first_not_of('0'), hundredths.size() - 3));
  hundredths.insert(hundredths.size() - 2, 1, '.');
  return (number.negative && hundredths != "0.00" ? "-" : "") + hundredths;
}

}  // namespace api
