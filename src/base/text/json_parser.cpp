// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/text/json.h"
#include "base/text/text.h"
#include "base/text/unicode.h"

namespace base {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool high(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool low(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

class Parser {
 public:
  Parser(std::string_view text, int max_depth) : text_(text), max_depth_(max_depth) {}

  Json whole() {
    if (const std::size_t good = utf8_prefix(text_); good < text_.size()) fail("Invalid UTF-8", good);
    Json value;
    read(value, 0);
    skip_blanks();
    if (at_ < text_.size()) fail("Extra data", at_);
    return value;
  }

 private:
  void read(Json& out, int depth) {
    skip_blanks();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '"') {
      out = Json(string());
    } else if (c == '{') {
      object(out, depth + 1);
    } else if (c == '[') {
      array(out, depth + 1);
    } else if (digit(c) || c == '-') {
      number(out);
    } else if (skip("true") || skip("false")) {
      out = Json(c == 't');
    } else if (!skip("null")) {
      fail("Expecting value", at_);
    }
  }

  void object(Json& out, int depth) {
    if (depth > max_depth_) fail("Nested too deeply", at_);
    ++at_;
    out = Json(JsonObject());
    if (skip_blanks(); skip("}")) return;
    do {
      skip_blanks();
      if (!text_.substr(at_).starts_with('"')) unexpected();
      std::string name = string();
      skip_blanks();
      if (!skip(":")) unexpected();
      Json value;
      read(value, depth);
      out.get<JsonObject>().insert_or_assign(std::move(name), std::move(value));
      skip_blanks();
    } while (skip(","));
    if (!skip("}")) unexpected();
  }

  void array(Json& out, int depth) {
    if (depth > max_depth_) fail("Nested too deeply", at_);
    ++at_;
    out = Json(JsonArray());
    if (skip_blanks(); skip("]")) return;
    do {
      read(out.get<JsonArray>().emplace_back(), depth);
      skip_blanks();
    } while (skip(","));
    if (!skip("]")) unexpected();
  }

  // RFC 8259 §6.
  void number(Json& out) {
    const std::size_t begin = at_;
    skip("-");
    bool good = skip("0") || skip_digits();
    bool whole = true;
    if (good && skip(".")) {
      whole = false;
      good = skip_digits();
    }
    if (good && (skip("e") || skip("E"))) {
      whole = false;
      if (!skip("-")) skip("+");
      good = skip_digits();
    }
    const bool ends =
        at_ == text_.size() || std::string_view("0123456789+-.eE").find(text_[at_]) == std::string_view::npos;
    if (!good || !ends) fail("Invalid number", begin);
    set_number(out, text_.substr(begin, at_ - begin), whole);
  }

  static void set_number(Json& out, std::string_view text, bool whole) {
    if (const auto integer = whole ? parse_int(text) : std::nullopt) {
      out = Json(*integer);
    } else if (whole) {
      out = Json(std::string(text));
    } else {
      const double number = std::strtod(std::string(text).c_str(), nullptr);  // may be infinite
      out.set<double>(number);
    }
  }

  // Starts at the quotation mark.
  std::string string() {
    std::string value;
    for (++at_;;) {
      const std::string_view rest = text_.substr(at_);
      const auto stop = std::ranges::find_if(
          rest, [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
      value.append(rest.begin(), stop);
      at_ += static_cast<std::size_t>(stop - rest.begin());
      if (skip("\"")) return value;
      if (!skip("\\")) unexpected();
      escape(value);
    }
  }

  void escape(std::string& value) {
    constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    if (skip("u")) {
      append_utf8(value, code_point());
      return;
    }
    const std::size_t letter = at_ < text_.size() ? letters.find(text_[at_]) : std::string_view::npos;
    if (letter == std::string_view::npos) unexpected();
    value += meant[letter];
    ++at_;
  }

  // Decodes one escape, or two that form a surrogate pair.
  char32_t code_point() {
    const unsigned first = unit();
    const std::size_t behind = at_;
    if (!high(first) || !skip("\\u")) return first;
    const unsigned second = unit();
    if (low(second)) return 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00);
    at_ = behind;
    return first;
  }

  unsigned unit() {
    unsigned value = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    at_ += static_cast<std::size_t>(end - digits.data());
    if (digits.size() < 4 || end != digits.data() + 4) unexpected();
    return value;
  }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }
  bool skip(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  bool skip_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && digit(text_[at_])) ++at_;
    return at_ > begin;
  }

  [[noreturn]] void unexpected() const {
    fail(at_ == text_.size() ? "Unexpected end" : "Unexpected character", at_);
  }
  [[noreturn]] void fail(const char* why, std::size_t at) const {
    const std::string_view before = text_.substr(0, at);
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    throw JsonError(std::string(why) + ": line " + std::to_string(1 + std::ranges::count(before, '\n')) +
                    " column " + std::to_string(1 + count_code_points(before.substr(line_start))) +
                    " (char " + std::to_string(count_code_points(before)) + ")");
  }

  const std::string_view text_;
  const int max_depth_;
  std::size_t at_ = 0;
};

}  // namespace

Json parse_json(std::string_view text, int max_depth) { return Parser(text, max_depth).whole(); }

}  // namespace base
