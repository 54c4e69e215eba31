// SPDX-License-Identifier: MIT
#pragma once

// JSON in (RFC 8259: whole text, valid UTF-8, bounded depth) and JSON out. What RFC 8259 leaves open is as in
// Python's json module: of members with one name the last counts, a number out of range is infinite, an
// escape of half a surrogate pair is a character. An integer of more than 64 bits becomes a string of its
// digits. The only header that includes picojson.

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

// what() says what is wrong and where, fit to be shown to the sender.
struct JsonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Json parse_json(std::string_view text, int max_depth = 16);  // throws JsonError

// The first lone surrogate in a string of such a tree, which has it as three bytes that are no valid UTF-8.
std::optional<std::uint16_t> lone_surrogate(std::string_view text);

// The number as Python's str() would write it ("7", "0.1", "1e+22"): clients know the seed by that form.
std::string python_str(const Json& number);

// Appends JSON text to a string as it is told, without a tree in between. Commas are its business; balance of
// begin and end is the caller's. Lone surrogates are escaped, so that the text is valid UTF-8.
class JsonWriter {
 public:
  enum class Begin { anew, after_value };  // after_value: of an array that another writer has begun
  explicit JsonWriter(std::string& out, Begin begin = Begin::anew)
      : out_(out), comma_(begin == Begin::after_value) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);  // a literal: nothing in it is escaped
  JsonWriter& escaped_key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number);  // to a tenth; null for what is no number
  JsonWriter& value(bool truth);
  JsonWriter& null();
  JsonWriter& json(std::string_view text);  // a whole value that is JSON already

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
