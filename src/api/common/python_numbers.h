// SPDX-License-Identifier: MIT
#pragma once

// Parses numbers as the central server's Python does. Surrounding white space, a sign, underscores and the
// digits of every script are allowed.
// Thread safety: may be called from any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace api {

// Like int(text): underscores are allowed only between digits. Out-of-range values are clamped.
std::optional<std::int64_t> python_int(std::string_view text);

// Like decimal.Decimal(text): ± digits × 10^exponent, digits without leading zeros ("0" for zero).
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
};
std::optional<Decimal> python_decimal(std::string_view text);  // nullopt for NaN and infinities, too

// A price has at most ten digits, up to two of them after the decimal point.
std::optional<std::string_view> price_fault(const Decimal& number);
std::string price_text(const Decimal& number);  // "12.30", for a valid price; zero has no sign

}  // namespace api
