// SPDX-License-Identifier: MIT
#include "base/text/charset.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text/text.h"
#include "base/text/unicode.h"

namespace base {
namespace {

// The characters of bytes from 0x80, 0 if undefined. Other bytes are as in ISO-8859-1.
constexpr std::array<char16_t, 32> windows_1252_c1 = {
    0x20ac, 0x0000, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x0000, 0x017d, 0x0000, 0x0000, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x0000, 0x017e, 0x0178};
constexpr std::array<char16_t, 128> windows_1256_characters = {
    0x20ac, 0x067e, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0679, 0x2039, 0x0152,
    0x0686, 0x0698, 0x0688, 0x06af, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x06a9, 0x2122,
    0x0691, 0x203a, 0x0153, 0x200c, 0x200d, 0x06ba, 0x00a0, 0x060c, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6,
    0x00a7, 0x00a8, 0x00a9, 0x06be, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3,
    0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x061b, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x061f, 0x06c1,
    0x0621, 0x0622, 0x0623, 0x0624, 0x0625, 0x0626, 0x0627, 0x0628, 0x0629, 0x062a, 0x062b, 0x062c, 0x062d,
    0x062e, 0x062f, 0x0630, 0x0631, 0x0632, 0x0633, 0x0634, 0x0635, 0x0636, 0x00d7, 0x0637, 0x0638, 0x0639,
    0x063a, 0x0640, 0x0641, 0x0642, 0x0643, 0x00e0, 0x0644, 0x00e2, 0x0645, 0x0646, 0x0647, 0x0648, 0x00e7,
    0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x0649, 0x064a, 0x00ee, 0x00ef, 0x064b, 0x064c, 0x064d, 0x064e, 0x00f4,
    0x064f, 0x0650, 0x00f7, 0x0651, 0x00f9, 0x0652, 0x00fb, 0x00fc, 0x200e, 0x200f, 0x06d2};

enum class Scheme { utf8, ascii, latin1, windows_1252, windows_1256, utf16, utf16_le, utf16_be };

struct Name {
  std::string_view text;  // lower case, without '-' and '_'
  Scheme scheme;
};
constexpr std::array names = {
    Name{"utf8", Scheme::utf8},           Name{"usascii", Scheme::ascii},
    Name{"ascii", Scheme::ascii},         Name{"iso88591", Scheme::latin1},
    Name{"latin1", Scheme::latin1},       Name{"windows1252", Scheme::windows_1252},
    Name{"cp1252", Scheme::windows_1252}, Name{"windows1256", Scheme::windows_1256},
    Name{"cp1256", Scheme::windows_1256}, Name{"utf16", Scheme::utf16},
    Name{"utf16le", Scheme::utf16_le},    Name{"utf16be", Scheme::utf16_be},
};

std::optional<Scheme> scheme_of(std::string_view name) {
  std::string plain = ascii_lower(trim(name));
  std::erase_if(plain, [](char c) { return c == '-' || c == '_'; });
  const auto found = std::ranges::find(names, plain, &Name::text);
  return found == names.end() ? std::nullopt : std::optional(found->scheme);
}

std::optional<std::string> from_bytes(std::string_view bytes, std::size_t first,
                                      std::span<const char16_t> characters) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool listed = byte >= first && byte - first < characters.size();
    const char32_t character = listed ? characters[byte - first] : byte;
    if (listed && character == 0) return {};
    append_utf8(text, character);
  }
  return text;
}

std::optional<std::string> from_utf16(std::string_view bytes, bool little) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]),
               second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(little ? second << 8 | first : first << 8 | second);
  };
  if (bytes.size() % 2 != 0) return {};
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t character = unit(at);
    if (character >= 0xd800 && character < 0xe000) {
      const char32_t low = at + 4 <= bytes.size() ? unit(at += 2) : 0;
      if (character >= 0xdc00 || low < 0xdc00 || low >= 0xe000) return {};
      character = 0x10000 + ((character - 0xd800) << 10U) + (low - 0xdc00);
    }
    append_utf8(text, character);
  }
  return text;
}

std::optional<std::string> from_marked_utf16(std::string_view bytes) {
  const std::string_view mark = bytes.substr(0, 2);
  if (mark != "\xff\xfe" && mark != "\xfe\xff") return {};
  return from_utf16(bytes.substr(2), mark == "\xff\xfe");
}

std::optional<std::string> if_valid(std::string_view bytes, bool valid) {
  return valid ? std::optional(std::string(bytes)) : std::nullopt;
}

}  // namespace

bool known_charset(std::string_view name) { return scheme_of(name).has_value(); }

std::optional<std::string> utf8_from(std::string_view charset, std::string_view bytes) {
  const auto scheme = scheme_of(charset);
  if (!scheme) return {};
  switch (*scheme) {
    case Scheme::utf8:
      return if_valid(bytes, valid_utf8(bytes));
    case Scheme::ascii:
      return if_valid(bytes, std::ranges::all_of(bytes, [](char c) { return (c & 0x80) == 0; }));
    case Scheme::latin1:
      return from_bytes(bytes, 0, {});
    case Scheme::windows_1252:
      return from_bytes(bytes, 0x80, windows_1252_c1);
    case Scheme::windows_1256:
      return from_bytes(bytes, 0x80, windows_1256_characters);
    case Scheme::utf16:
      return from_marked_utf16(bytes);
    case Scheme::utf16_le:
      return from_utf16(bytes, true);
    case Scheme::utf16_be:
      return from_utf16(bytes, false);
  }
  return {};
}

std::string utf8_from_file(std::string_view bytes) {
  if (auto marked = utf8_from("utf-16", bytes)) return *std::move(marked);
  if (valid_utf8(bytes)) return std::string(bytes);
  std::size_t letters = 0, beside_another = 0;
  const auto is_letter = [&](std::size_t at) { return at < bytes.size() && (bytes[at] & 0x80) != 0; };
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (!is_letter(at)) continue;
    ++letters;
    if ((at > 0 && is_letter(at - 1)) || is_letter(at + 1)) ++beside_another;
  }
  const bool arabic = beside_another > letters / 2;
  return utf8_from(arabic ? "windows-1256" : "windows-1252", bytes).value_or(std::string(bytes));
}

}  // namespace base
