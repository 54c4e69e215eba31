// SPDX-License-Identifier: MIT
#include "base/text/text.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/text/unicode.h"

namespace base {
namespace {

unsigned char byte(char c) { return static_cast<unsigned char>(c); }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool continues(char c) { return (byte(c) & 0xc0) == 0x80; }

// Returns the length of the UTF-8 sequence at the front, 0 if invalid. In Table 3-7 of the Unicode Standard
// only the second byte has special bounds.
std::size_t sequence(std::string_view text) {
  const unsigned lead = byte(text[0]);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (byte(text[1]) < least || byte(text[1]) > most) return 0;
  return std::ranges::all_of(text.substr(2, length - 2), continues) ? length : 0;
}

// Tests one character like Python's str.isspace().
bool white(std::string_view c) {
  if (c.size() == 1) return (c[0] >= '\t' && c[0] <= '\r') || (c[0] >= '\x1c' && c[0] <= ' ');
  if (c.size() == 2) return c == "\u0085" || c == "\u00a0";
  return (c >= "\u2000" && c <= "\u200a") || c == "\u2028" || c == "\u2029" || c == "\u202f" ||
         c == "\u205f" || c == "\u3000" || c == "\u1680";
}

std::size_t white_at_front(std::string_view text) {
  for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    if (white(text.substr(0, length))) return length;
  }
  return 0;
}

std::size_t white_at_back(std::string_view text) {
  for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    if (white(text.substr(text.size() - length))) return length;
  }
  return 0;
}

int hex_value(char c) {
  if (digit(c)) return c - '0';
  const char low = lower_char(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// Decodes an escape such as "%41" at the front; returns nothing if it is malformed.
std::optional<char> escape(std::string_view text) {
  if (text.size() < 3) return {};
  const int high = hex_value(text[1]), low = hex_value(text[2]);
  if (high < 0 || low < 0) return {};
  return static_cast<char>(high * 16 + low);
}

// The Levenshtein distance, computed row by row.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = sequence(text.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

bool valid_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

std::size_t count_code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return !continues(c); }));
}

std::string_view trim(std::string_view utf8) {
  while (const std::size_t length = white_at_front(utf8)) utf8.remove_prefix(length);
  while (const std::size_t length = white_at_back(utf8)) utf8.remove_suffix(length);
  return utf8;
}

std::string normalize_digits(std::string_view utf8) {
  std::string folded;
  while (!utf8.empty()) {
    const std::string_view before = utf8;
    const auto digit = digit_value(next_code_point(utf8));
    if (digit) {
      folded += static_cast<char>('0' + *digit);
    } else {
      folded += before.substr(0, before.size() - utf8.size());
    }
  }
  return folded;
}

std::string ascii_lower(std::string_view ascii) {
  std::string low(ascii);
  std::ranges::transform(low, low.begin(), lower_char);
  return low;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  const auto is_separator = [&](char c) { return std::ranges::find(separators, c) != separators.end(); };
  std::vector<std::string_view> found;
  for (auto at = text.begin(); at != text.end();) {
    const auto begin = std::find_if_not(at, text.end(), is_separator);
    const auto end = at = std::find_if(begin, text.end(), is_separator);
    if (begin != end) found.emplace_back(begin, end);
  }
  return found;
}

std::string to_crlf(std::string_view lines) {
  std::string text;
  for (const char c : lines) {
    if (c == '\n') text += '\r';
    text += c;
  }
  return text;
}

bool iequals(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower_char, lower_char);
}

std::optional<std::int64_t> parse_int(std::string_view digits) {
  std::int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stopped != end) return {};
  return number;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const auto meant = escape(text.substr(at));
    if (!meant) return {};
    decoded += *meant;
    at += 2;
  }
  return decoded;
}

std::string form_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto meant = text[at] == '%' ? escape(text.substr(at)) : std::nullopt;
    decoded += meant ? *meant : text[at] == '+' ? ' ' : text[at];
    if (meant) at += 2;
  }
  return decoded;
}

std::string form_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (letter(c) || digit(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded += c;
    } else if (c == ' ') {
      encoded += '+';
    } else {
      encoded += {'%', digits[byte(c) >> 4U], digits[byte(c) & 0x0fU]};
    }
  }
  return encoded;
}

Pairs parse_form(std::string_view urlencoded) {
  Pairs pairs;
  while (!urlencoded.empty()) {
    const std::string_view piece = urlencoded.substr(0, urlencoded.find('&'));
    urlencoded.remove_prefix(std::min(piece.size() + 1, urlencoded.size()));
    if (piece.empty()) continue;
    const std::string_view name = piece.substr(0, piece.find('='));
    const std::string_view value = piece.substr(std::min(name.size() + 1, piece.size()));
    pairs.emplace_back(form_decode(name), form_decode(value));
  }
  return pairs;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) text += {digits[byte(c) >> 4U], digits[byte(c) & 0x0fU]};
  return text;
}

std::optional<std::string_view> closest_match(std::string_view word,
                                              std::span<const std::string_view> candidates) {
  std::size_t best = (word.size() + 1) / 3 + 1;  // a third of the letters may differ
  std::optional<std::string_view> found;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

}  // namespace base
