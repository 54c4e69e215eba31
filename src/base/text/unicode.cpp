// SPDX-License-Identifier: MIT
#include "base/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text/text.h"
#include "base/text/unicode_tables.h"

namespace base {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

bool is_invisible(char32_t code) {
  return code == 0xAD || (code >= 0x200B && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

bool is_mark(char32_t code) {
  return std::ranges::any_of(unicode::marks, [&](const unicode::Range& range) {
    return code >= range.first && code <= range.last;
  });
}

// Returns the rest of the record of `size` characters that begins with `wanted`; "" if there is none.
std::u16string_view record_of(std::u16string_view table, std::size_t size, std::u16string_view wanted) {
  std::size_t first = 0, last = table.size() / size;
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const std::u16string_view key = table.substr(middle * size, wanted.size());
    if (key == wanted) return table.substr(middle * size + wanted.size(), size - wanted.size());
    key < wanted ? first = middle + 1 : last = middle;
  }
  return {};
}

std::u16string_view record_of(std::u16string_view table, std::size_t size, char32_t code) {
  if (code > 0xFFFF) return {};
  const auto unit = static_cast<char16_t>(code);
  return record_of(table, size, std::u16string_view(&unit, 1));
}

// Cased alphabets outside the BMP: their capitals, and the distance to the small letters.
char32_t lower_in_higher_planes(char32_t code) {
  struct Block {
    char32_t first, last, distance;
  };
  constexpr std::array<Block, 7> blocks = {{{0x10400, 0x10427, 40},
                                            {0x104B0, 0x104D3, 40},
                                            {0x10570, 0x10595, 39},
                                            {0x10C80, 0x10CB2, 64},
                                            {0x118A0, 0x118BF, 32},
                                            {0x16E40, 0x16E5F, 32},
                                            {0x1E900, 0x1E921, 34}}};
  for (const Block& block : blocks) {
    if (code >= block.first && code <= block.last) return code + block.distance;
  }
  return code;
}

char32_t composed(char32_t first, char32_t second) {
  if (first > 0xFFFF || second > 0xFFFF) return 0;
  const std::array<char16_t, 2> pair = {static_cast<char16_t>(first), static_cast<char16_t>(second)};
  const auto found = record_of(unicode::compositions, 3, std::u16string_view(pair.data(), pair.size()));
  return found.empty() ? 0 : found.front();
}

void append_slow(std::string& key, char32_t code) {
  if (is_invisible(code) || is_mark(code)) return;
  if (const auto digit = digit_value(code)) {
    key += static_cast<char>('0' + *digit);
  } else if (const auto one = record_of(unicode::search_keys, 2, code); !one.empty()) {
    append_utf8(key, one.front());
  } else if (auto several = record_of(unicode::long_search_keys, 4, code); !several.empty()) {
    for (const char16_t unit : several.substr(0, several.find(u'|'))) append_utf8(key, unit);
  } else {
    append_utf8(key, lower_in_higher_planes(code));
  }
}

// Precomputed search keys in UTF-8 for the most common scripts (Latin, Greek, Cyrillic, Hebrew, Arabic).
struct QuickKey {
  static constexpr unsigned char none = 3;  // the key is too long
  unsigned char size = none;
  std::array<char, 2> bytes{};
};
constexpr char32_t first_beyond_quick = 0x700;
using QuickKeys = std::array<QuickKey, first_beyond_quick>;

QuickKeys quick_keys() {
  QuickKeys keys{};
  for (char32_t code = 0; code < first_beyond_quick; ++code) {
    std::string key;
    append_slow(key, code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code);
    if (key.size() > 2) continue;
    keys[code].size = static_cast<unsigned char>(key.size());
    std::ranges::copy(key, keys[code].bytes.begin());
  }
  return keys;
}

constexpr std::size_t growth = 5;  // upper bound: two bytes may become three characters of three bytes

// Returns the first character if it has one or two bytes, else a value beyond those.
char32_t quick_code_point(std::string_view utf8) {
  const auto lead = static_cast<unsigned char>(utf8[0]);
  if (lead < 0x80) return lead;
  const auto second = static_cast<unsigned char>(utf8.size() > 1 ? utf8[1] : 0);
  const bool valid = lead >= 0xC2 && lead < 0xE0 && (second & 0xC0) == 0x80;
  return valid ? (lead & 0x1Fu) << 6 | (second & 0x3Fu) : first_beyond_quick;
}

// Converts eight ASCII characters to lower case; returns false if any is not ASCII.
bool write_ascii(std::string_view utf8, char* out) {
  constexpr std::uint64_t each = 0x0101010101010101;
  std::uint64_t eight = 0;
  std::memcpy(&eight, utf8.data(), sizeof eight);
  if ((eight & each * 0x80) != 0) return false;
  const std::uint64_t from_a = eight + each * (0x80 - 'A'), beyond_z = eight + each * (0x80 - 'Z' - 1);
  eight += (from_a & ~beyond_z & each * 0x80) >> 2;  // 'a' - 'A' is 0x20
  std::memcpy(out, &eight, sizeof eight);
  return true;
}

// Writes the key to a buffer of `growth` times the text; returns its end.
char* write_key(std::string_view utf8, char* out) {
  static const QuickKeys quick = quick_keys();
  while (!utf8.empty()) {
    if (utf8.size() >= 8 && write_ascii(utf8, out)) {
      utf8.remove_prefix(8);
      out += 8;
      continue;
    }
    const char32_t code = quick_code_point(utf8);
    const QuickKey key = code < first_beyond_quick ? quick[code] : QuickKey();
    if (key.size != QuickKey::none) {
      out[0] = key.bytes[0];
      out[1] = key.bytes[1];
      out += key.size;
      utf8.remove_prefix(code < 0x80 ? 1 : 2);
    } else {
      std::string slow;
      append_slow(slow, next_code_point(utf8));
      out = std::ranges::copy(slow, out).out;
    }
  }
  return out;
}

}  // namespace

char32_t next_code_point(std::string_view& utf8) {
  const auto lead = static_cast<unsigned char>(utf8.front());
  if (lead < 0x80) {
    utf8.remove_prefix(1);
    return lead;
  }
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const std::string_view bytes = utf8.substr(0, size);
  if (bytes.size() < size || !valid_utf8(bytes)) {
    utf8.remove_prefix(1);
    return replacement;
  }
  char32_t code = lead & (0x7Fu >> size);
  for (const char c : bytes.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3Fu);
  utf8.remove_prefix(size);
  return code;
}

void append_utf8(std::string& to, char32_t code) {
  const auto tail = [&](int shift) { to += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += static_cast<char>(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    to += static_cast<char>(0xE0 | code >> 12);
    tail(6), tail(0);
  } else {
    to += static_cast<char>(0xF0 | code >> 18);
    tail(12), tail(6), tail(0);
  }
}

std::optional<int> digit_value(char32_t code) {
  if (code >= '0' && code <= '9') return static_cast<int>(code - '0');
  const auto after = std::ranges::upper_bound(unicode::zeros, code);
  if (after == unicode::zeros.begin() || code - after[-1] > 9) return {};
  return static_cast<int>(code - after[-1]);
}

std::string compose(std::string_view utf8) {
  if (is_ascii(utf8) || !valid_utf8(utf8)) return std::string(utf8);
  std::string text;
  char32_t held = 0;  // may combine with the next character
  while (!utf8.empty()) {
    const char32_t code = next_code_point(utf8);
    if (const char32_t both = composed(held, code)) {
      held = both;
      continue;
    }
    if (held != 0) append_utf8(text, held);
    held = code;
  }
  if (held != 0) append_utf8(text, held);
  return text;
}

std::string lower_beyond_ascii(std::string_view utf8) {
  if (is_ascii(utf8) || !valid_utf8(utf8)) return std::string(utf8);
  std::string text;
  while (!utf8.empty()) {
    const char32_t code = next_code_point(utf8);
    const auto lower = code < 0x80 ? std::u16string_view() : record_of(unicode::lower_case, 2, code);
    append_utf8(text, lower.empty() ? lower_in_higher_planes(code) : lower.front());
  }
  return text;
}

std::string without_invisible(std::string_view utf8) {
  if (is_ascii(utf8) || !valid_utf8(utf8)) return std::string(utf8);
  std::string text;
  while (!utf8.empty()) {
    const char32_t code = next_code_point(utf8);
    if (!is_invisible(code)) append_utf8(text, code);
  }
  return text;
}

std::string search_key(std::string_view utf8) {
  std::string key(utf8.size() * growth + 2, '\0');
  key.resize(static_cast<std::size_t>(write_key(utf8, key.data()) - key.data()));
  return key;
}

bool contains_key(std::string_view utf8, std::string_view key) {
  constexpr std::size_t usual = 4096;
  if (utf8.size() > usual) return search_key(utf8).find(key) != std::string::npos;
  std::array<char, usual * growth + 2> own;  // uninitialised, since a search calls this for each row
  const auto size = static_cast<std::size_t>(write_key(utf8, own.data()) - own.data());
  return memmem(own.data(), size, key.data(), key.size()) != nullptr;
}

}  // namespace base
