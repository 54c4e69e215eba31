// SPDX-License-Identifier: MIT
#pragma once

// Parses JSON (RFC 8259: whole text, valid UTF-8, bounded depth) and writes it. Unspecified cases follow
// Python's json module: the last of duplicate names wins, a number out of range is infinite, and an escaped
// lone surrogate is a character. An integer of more than 64 bits becomes a string of its digits. No other
// header includes picojson.

#include <picojson.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace base {

using Json = picojson::value;
using JsonObject = picojson::object;
using JsonArray = picojson::array;

// what() describes the error and its position, and may be shown to the sender.
struct JsonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Json parse_json(std::string_view text, int max_depth = 16);  // throws JsonError

// Finds the first lone surrogate in a parsed string, which holds it in three bytes of invalid UTF-8 (WTF-8).
std::optional<std::uint16_t> lone_surrogate(std::string_view text);

// Formats a number like Python's str() ("7", "0.1", "1e+22"), the form that existing clients know.
std::string python_str(const Json& number);

// Appends JSON text to a string, without a tree in between. It adds the commas; the caller balances begin and
// end. Lone surrogates are escaped, so that the text is valid UTF-8.
class JsonWriter {
 public:
  enum class Begin { anew, after_value };  // after_value: continues an array of another writer
  explicit JsonWriter(std::string& out, Begin begin = Begin::anew)
      : out_(out), comma_(begin == Begin::after_value) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);  // a literal; not escaped
  JsonWriter& escaped_key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number);  // one decimal place; null if not finite
  JsonWriter& value(bool truth);
  JsonWriter& null();
  JsonWriter& json(std::string_view text);  // a complete value, already in JSON

  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  template <class T>
  JsonWriter& member(std::string_view name, const T& what) {
    return key(name).value(what);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string& out_;
  bool comma_;
};

}  // namespace base
