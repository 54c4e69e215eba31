// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace base {
namespace {

// Why and where a text is no JSON.
struct Fault {
  const char* why = nullptr;
  const char* at = nullptr;
};

using Input = picojson::input<const char*>;

bool digit(char c) { return c >= '0' && c <= '9'; }

// Takes digits off the front; false when there is none.
bool take_digits(std::string_view& text) {
  const std::string_view before = text;
  while (!text.empty() && digit(text.front())) text.remove_prefix(1);
  return text.size() < before.size();
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// RFC 8259 §6; picojson takes whatever strtod(3) takes.
bool number_at_front(std::string_view text) {
  take(text, "-");
  if (!take(text, "0") && !take_digits(text)) return false;
  if (take(text, ".") && !take_digits(text)) return false;
  if (take(text, "eE")) {
    take(text, "+-");
    if (!take_digits(text)) return false;
  }
  return text.empty() || std::string_view("0123456789+-.eE").find(text.front()) == std::string_view::npos;
}

// picojson's tree builder, made strict: numbers by the book and finite, every key once, objects as deep as
// arrays.
class Builder : public picojson::default_parse_context {
 public:
  Builder(Json* out, std::size_t depth, const char* end, Fault& fault)
      : default_parse_context(out, depth), end_(end), fault_(fault) {}

  bool parse(Input& in) {
    in.skip_ws();
    const char* const at = in.cur();
    const std::string_view rest(at, static_cast<std::size_t>(end_ - at));
    if (!rest.empty() && (digit(rest.front()) || rest.front() == '-')) {
      if (!number_at_front(rest)) return fail("Invalid number", at);
    } else if (std::ranges::none_of(beginnings, [&](auto word) { return rest.starts_with(word); })) {
      return fail("Expecting value", at);
    }
    value_at_ = at;
    // picojson does not look at what set_number() says.
    return picojson::_parse(*this, in) && fault_.why == nullptr;
  }

  bool set_number(double number) {
    if (!std::isfinite(number)) return fail("Number out of range", value_at_);
    return default_parse_context::set_number(number);
  }
  bool parse_array_start() {
    return default_parse_context::parse_array_start() || fail("Nested too deeply", value_at_);
  }
  bool parse_array_item(Input& in, std::size_t) { return child(out_->get<JsonArray>().emplace_back(), in); }
  bool parse_object_start() {
    if (!default_parse_context::parse_object_start()) return fail("Nested too deeply", value_at_);
    --depths_;
    return true;
  }
  bool parse_object_item(Input& in, const std::string& key) {
    const auto [place, fresh] = out_->get<JsonObject>().try_emplace(key);
    return fresh ? child(place->second, in) : fail("Duplicate key", in.cur());
  }

 private:
  static constexpr std::array<std::string_view, 6> beginnings = {"\"", "{", "[", "true", "false", "null"};

  bool child(Json& out, Input& in) { return Builder(&out, depths_, end_, fault_).parse(in); }
  bool fail(const char* why, const char* at) {
    fault_ = {why, at};
    return false;
  }

  const char* end_;
  const char* value_at_ = nullptr;
  Fault& fault_;
};

[[noreturn]] void refuse(std::string_view text, const Fault& fault) {
  const std::string_view before = text.substr(0, static_cast<std::size_t>(fault.at - text.data()));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  throw JsonError(std::string(fault.why) + ": line " + std::to_string(1 + std::ranges::count(before, '\n')) +
                  " column " + std::to_string(1 + code_points(before.substr(line_start))) + " (char " +
                  std::to_string(code_points(before)) + ")");
}

bool must_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escape(std::string& out, char c) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  out += '\\';
  if (const std::size_t at = plain.find(c); at != std::string_view::npos) {
    out += letters[at];
  } else {
    out += "u00";
    out += hex({&c, 1});
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto stop = std::ranges::find_if(text, must_escape);
    const auto run = static_cast<std::size_t>(stop - text.begin());
    out += text.substr(0, run);
    if (run == text.size()) break;
    append_escape(out, text[run]);
    text.remove_prefix(run + 1);
  }
  out += '"';
}

}  // namespace

Json parse_json(std::string_view text, int deepest) {
  if (const std::size_t good = utf8_prefix(text); good < text.size()) {
    refuse(text, {"Invalid UTF-8", text.data() + good});
  }
  const char* const end = text.data() + text.size();
  Json value;
  Fault fault;
  Input in(text.data(), end);
  const bool good = Builder(&value, static_cast<std::size_t>(deepest), end, fault).parse(in);
  if (good) in.skip_ws();
  const char* const stopped = in.cur();
  if (fault.why != nullptr) refuse(text, fault);
  if (!good) refuse(text, {stopped == end ? "Unexpected end" : "Unexpected character", stopped});
  if (stopped != end) refuse(text, {"Extra data", stopped});
  return value;
}

std::string number_text(const Json& number) {
  // First the integers: picojson turns one into a double, for good, when it is asked for a double.
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

// Every value but the first of its object or array has a comma before it.
void JsonWriter::separate() {
  if (comma_) out_ += ',';
  comma_ = true;
}

}  // namespace base
