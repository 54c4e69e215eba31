// SPDX-License-Identifier: MIT
// Input: a JSON text.
// What is taken for JSON is valid UTF-8 and not too deep; written by JsonWriter it reads back as the same.

#include "base/text/json.h"

#include <cmath>

#include "base/text/text.h"
#include "fuzz/fuzz.h"

namespace {

using base::Json;

constexpr int max_depth = 16;

// JsonWriter knows neither doubles nor keys it has to escape: those are told as strings, objects as lists.
void tell(base::JsonWriter& writer, const Json& json) {
  if (json.is<picojson::null>()) {
    writer.null();
  } else if (json.is<bool>()) {
    writer.value(json.get<bool>());
  } else if (json.is<std::int64_t>()) {
    writer.value(json.get<std::int64_t>());
  } else if (json.is<double>()) {
    writer.value(base::python_str(json));
  } else if (json.is<std::string>()) {
    writer.value(json.get<std::string>());
  } else if (json.is<base::JsonArray>()) {
    writer.begin_array();
    for (const Json& one : json.get<base::JsonArray>()) tell(writer, one);
    writer.end_array();
  } else {
    writer.begin_array();
    for (const auto& [key, value] : json.get<base::JsonObject>()) {
      writer.value(key);
      tell(writer, value);
    }
    writer.end_array();
  }
}

bool same(const Json& json, const Json& told);

bool same_members(const base::JsonObject& object, const base::JsonArray& told) {
  if (told.size() != 2 * object.size()) return false;
  auto next = told.begin();
  return std::ranges::all_of(object, [&](const auto& member) {
    const Json& key = *next++;
    const Json& value = *next++;
    return key.is<std::string>() && key.get<std::string>() == member.first && same(member.second, value);
  });
}

bool same(const Json& json, const Json& told) {
  if (json.is<base::JsonObject>()) {
    return told.is<base::JsonArray>() &&
           same_members(json.get<base::JsonObject>(), told.get<base::JsonArray>());
  }
  if (json.is<base::JsonArray>()) {
    return told.is<base::JsonArray>() &&
           std::ranges::equal(json.get<base::JsonArray>(), told.get<base::JsonArray>(), same);
  }
  if (json.is<std::int64_t>()) {
    return told.is<std::int64_t>() && told.get<std::int64_t>() == json.get<std::int64_t>();
  }
  if (json.is<double>()) {
    if (!told.is<std::string>()) return false;
    const bool infinite = std::isinf(json.get<double>());
    if (infinite) return told.get<std::string>() == (json.get<double>() < 0 ? "-inf" : "inf");
    const Json number = base::parse_json(told.get<std::string>());
    return !number.is<std::int64_t>() && number.get<double>() == json.get<double>();
  }
  return told == json;
}

int depth(const Json& json) {
  int below = 0;
  if (json.is<base::JsonArray>()) {
    for (const Json& one : json.get<base::JsonArray>()) below = std::max(below, depth(one));
    return below + 1;
  }
  if (!json.is<base::JsonObject>()) return 0;
  for (const auto& member : json.get<base::JsonObject>()) below = std::max(below, depth(member.second));
  return below + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view(data, size);
  Json json;
  try {
    json = base::parse_json(text, max_depth);
  } catch (const base::JsonError& error) {
    fuzz::require(base::valid_utf8(error.what()), "a complaint can be shown");
    return 0;
  }
  fuzz::require(base::valid_utf8(text), "JSON is valid UTF-8");
  fuzz::require(depth(json) <= max_depth, "JSON is not too deep");
  std::string written;
  base::JsonWriter writer(written);
  tell(writer, json);
  fuzz::require(base::valid_utf8(written), "what is written is valid UTF-8");
  fuzz::require(same(json, base::parse_json(written, max_depth)), "what is written reads back as the same");
  return 0;
}
