// SPDX-License-Identifier: MIT
#include "base/text/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text/text.h"

namespace base {
namespace {

// WTF-8 encodes a surrogate as ED, a byte from A0, and a third one. No valid UTF-8 begins like this.
bool surrogate_at(std::string_view text, std::size_t at) {
  return text.size() - at >= 3 && text[at] == '\xed' && static_cast<unsigned char>(text[at + 1]) >= 0xa0;
}

std::uint16_t surrogate(std::string_view text, std::size_t at) {
  return static_cast<std::uint16_t>(0xd000 | (text[at + 1] & 0x3f) << 6 | (text[at + 2] & 0x3f));
}

bool may_need_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '\xed';
}

// Appends the escaped character at this position; returns its length.
std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  if (surrogate_at(text, at)) {
    const std::uint16_t unit = surrogate(text, at);
    out += "\\u" + hex(std::string{static_cast<char>(unit >> 8U), static_cast<char>(unit & 0xffU)});
    return 3;
  }
  if (const std::size_t letter = plain.find(text[at]); letter != std::string_view::npos) {
    out.append(1, '\\').append(1, letters[letter]);
  } else if (text[at] == '\xed') {
    out += text[at];
  } else {
    out += "\\u00" + hex(text.substr(at, 1));
  }
  return 1;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto stop = std::ranges::find_if(text, may_need_escape);
    const auto run = static_cast<std::size_t>(stop - text.begin());
    out += text.substr(0, run);
    if (run == text.size()) break;
    text.remove_prefix(run + append_escape(out, text, run));
  }
  out += '"';
}

}  // namespace

std::optional<std::uint16_t> lone_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xed'); at != std::string_view::npos; at = text.find('\xed', at + 1)) {
    if (surrogate_at(text, at)) return surrogate(text, at);
  }
  return {};
}

std::string python_str(const Json& number) {
  // Integers first: picojson converts one to a double permanently when a double is requested.
  if (number.is<std::int64_t>()) return std::to_string(number.get<std::int64_t>());
  const double value = number.get<double>();
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 32> text{};
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  char* const end = std::to_chars(text.data(), text.data() + text.size(), value, format).ptr;
  std::string written(text.data(), end);
  if (fixed && written.find('.') == std::string::npos) written += ".0";
  return written;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  out_.append(comma_ ? ",\"" : "\"").append(name).append("\":");
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::escaped_key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_quoted(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  std::array<char, 24> digits{};
  out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  separate();
  std::array<char, 340> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed, 1);
  out_.append(digits.data(), end.ptr);
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  separate();
  out_ += truth ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::json(std::string_view text) {
  separate();
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

// Writes a comma before every value but the first of its object or array.
void JsonWriter::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

}  // namespace base
