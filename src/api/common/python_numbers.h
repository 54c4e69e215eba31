// SPDX-License-Identifier: MIT
#pragma once

// Numbers written as text, read as the central server's Python reads them: blanks around, a sign,
// underscores, the digits of every script. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace api {

// As int(text): underscores between digits alone. What does not fit becomes the nearest that does.
std::optional<std::int64_t> python_int(std::string_view text);

// As decimal.Decimal(text): ± digits × 10^exponent, digits without leading zeros ("0" for zero).
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
};
std::optional<Decimal> python_decimal(std::string_view text);  // nothing for NaN and infinities, too

// A price has ten digits, two of them after the point.
std::optional<std::string_view> price_fault(const Decimal& number);
std::string price_text(const Decimal& number);  // "12.30", of one without fault; zero has no sign

}  // namespace api
