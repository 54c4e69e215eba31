// SPDX-License-Identifier: MIT
#pragma once

// The parts of the Unicode character database that base/text/unicode.cpp reads: records of a fixed number of characters
// each, in the order of their first ones. scripts/unicode-tables writes them.

#include <span>
#include <string_view>

namespace base::unicode {

struct Range {
  char32_t first, last;
};

extern const std::u16string_view search_keys;       // 2: a character, what it is for a search
extern const std::u16string_view long_search_keys;  // 4: a character, what it is for a search up to a '|'
extern const std::u16string_view compositions;      // 3: a character, a mark, what both are in NFC
extern const std::u16string_view lower_case;        // 2: a character, its lower case
extern const std::span<const Range> marks;          // accents and vowel points
extern const std::span<const char32_t> zeros;       // of each script; the other digits follow

}  // namespace base::unicode
