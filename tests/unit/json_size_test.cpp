// SPDX-License-Identifier: MIT
#include "base/text/json_size.h"

#include <doctest/doctest.h>

#include <string>

#include "base/text/json.h"

namespace {

std::size_t values(const base::Json& json) {
  std::size_t all = 1;
  if (json.is<base::JsonArray>()) {
    for (const base::Json& one : json.get<base::JsonArray>()) all += values(one);
  } else if (json.is<base::JsonObject>()) {
    for (const auto& member : json.get<base::JsonObject>()) all += values(member.second);
  }
  return all;
}

}  // namespace

TEST_CASE("json size: the values of a text are counted before it is read") {
  for (const std::string_view text :
       {"7", "\"a,[b\"", "[]", "{}", " [ ] ", "[1]", "[[],{}]", "{\"a\":{},\"b\":[1,2]}",
        "[\"\\\",[\",\"\\\\\"]", "{\"a\" : \"x\" , \"b\":\n[ true,\tnull ]}", "[[[[1]]]]", "\"\""}) {
    CAPTURE(text);
    CHECK(base::count_json_values(text) == values(base::parse_json(text)));
  }
}

TEST_CASE("json size: of what is no JSON, at least as many are counted as it begins") {
  CHECK(base::count_json_values("") == 1);
  CHECK(base::count_json_values("\"") == 1);
  CHECK(base::count_json_values("\"\\") == 1);
  CHECK(base::count_json_values("[1,2,") == 4);
  CHECK(base::count_json_values("[[[[") == 4);
  CHECK(base::count_json_values("[,,,") >= 4);
}
