// SPDX-License-Identifier: MIT
#include "base/text/json.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <utility>

#include "base/text/text.h"

namespace {

// What the refusal says, or that there was none.
std::string refusal(std::string_view text, int max_depth = 16) {
  try {
    base::parse_json(text, max_depth);
  } catch (const base::JsonError& error) {
    return error.what();
  }
  return "accepted";
}

// The "line 1 column 2 (char 1)" of it.
std::string place(std::string_view text) {
  const std::string said = refusal(text);
  return said.substr(std::min(said.size(), said.find("line")));
}

std::string number(std::string_view text) { return base::python_str(base::parse_json(text)); }

}  // namespace

TEST_CASE("json: a document becomes a tree") {
  const base::Json json =
      base::parse_json(" {\"a\": [1, 2.5, true, null, \"\\u00e9\\ud83d\\ude00\\n\"], \"b\": {}} \r\n\t");
  REQUIRE(json.is<base::JsonObject>());
  const auto& list = json.get("a").get<base::JsonArray>();
  REQUIRE(list.size() == 5);
  CHECK(list[0].get<std::int64_t>() == 1);
  CHECK(list[1].get<double>() == 2.5);
  CHECK(list[2].get<bool>());
  CHECK(list[3].is<picojson::null>());
  CHECK(list[4].get<std::string>() == "é😀\n");
  CHECK(json.get("b").get<base::JsonObject>().empty());
}

TEST_CASE("json: any value may stand alone") {
  CHECK(base::parse_json("7").get<std::int64_t>() == 7);
  CHECK(base::parse_json("\"x\"").get<std::string>() == "x");
  CHECK(base::parse_json("[]").get<base::JsonArray>().empty());
}

TEST_CASE("json: integers of 64 bits are exact, larger ones become their digits") {
  CHECK(base::parse_json("9007199254740993").get<std::int64_t>() == 9007199254740993);
  CHECK(base::parse_json("-9223372036854775808").get<std::int64_t>() == INT64_MIN);
  CHECK(base::parse_json("-9223372036854775809").get<std::string>() == "-9223372036854775809");
  const std::string digits(5000, '7');
  CHECK(base::parse_json("[" + digits + "]").get(0).get<std::string>() == digits);
}

TEST_CASE("json: a number out of range is infinite") {
  CHECK(number("1e999") == "inf");
  CHECK(number("-2.5E400") == "-inf");
  CHECK(number("1e-999") == "0.0");
  CHECK(base::parse_json("{\"a\":-1e400}").get("a").get<double>() < 0);
}

TEST_CASE("json: of members with one name the last counts") {
  const base::Json json = base::parse_json(R"({"a": {"b": 1}, "c": 0, "\u0061": [7], "c": null})");
  CHECK(json.serialize() == R"({"a":[7],"c":null})");
}

TEST_CASE("json: half a surrogate pair is a character, and written as an escape again") {
  for (const std::string_view text : {R"("\ud83d")", R"("\udc00 x")", R"("\ud800\u0041")",
                                      R"("\ud83d\ud83d")", R"("\udbff\n\udfff")", R"("a\udfff\ud83d")"}) {
    CAPTURE(text);
    const std::string value = base::parse_json(text).get<std::string>();
    CHECK(base::lone_surrogate(value));
    std::string written;
    base::JsonWriter(written).value(value);
    CHECK(base::parse_json(written).get<std::string>() == value);
    CHECK(base::valid_utf8(written));
  }
  std::string written;
  base::JsonWriter(written).value(base::parse_json(R"("\uD83D\uDE00 \uD83D \ud7ff퟿")").get<std::string>());
  CHECK(written == R"("😀 \ud83d ퟿퟿")");
  CHECK(base::lone_surrogate(base::parse_json(R"("é\uDEAD\uD800")").get<std::string>()) == 0xdead);
  CHECK_FALSE(base::lone_surrogate("\xed\x9f\xbf 😀"));
  CHECK_FALSE(base::lone_surrogate("\xed"));
  written.clear();
  base::JsonWriter(written).begin_object().escaped_key("a\"\xed\xa0\x80").value(1).end_object();
  CHECK(written == R"({"a\"\ud800":1})");
}

TEST_CASE("json: what picojson lets pass is refused") {
  for (const auto* bad : {"{\"a\":1} trailing", "[1]]", "1 2", "01", "-01", "00", "1.", "1.e5", "-", "-.5",
                          "1e", "1e+", "1.5.5", "1-2", "0x10", "[01]", "{\"a\":1.}"}) {
    CHECK_MESSAGE(refusal(bad) != "accepted", bad);
  }
}

TEST_CASE("json: what is no JSON is refused") {
  for (const auto* bad : {"",
                          " ",
                          "\xef\xbb\xbf{}",
                          ".5",
                          "+1",
                          "NaN",
                          "Infinity",
                          "-Infinity",
                          "nul",
                          "nulll",
                          "True",
                          "'a'",
                          "{a:1}",
                          "{\"a\"}",
                          "{\"a\":}",
                          "{\"a\":1,}",
                          "{,}",
                          "[1,]",
                          "[,1]",
                          "[1 2]",
                          "{",
                          "[",
                          "\"a",
                          "\"\\x\"",
                          "\"\\u12\"",
                          "\"\n\"",
                          "\"\x01\"",
                          "\"\\ud800\\u00\"",
                          "\"\xed\xa0\xbd\"",
                          "// c\n1",
                          "[1}"}) {
    CHECK_MESSAGE(refusal(bad) != "accepted", bad);
  }
  CHECK(refusal({"\0", 1}) != "accepted");
  CHECK(refusal({"1\0", 2}) != "accepted");
}

TEST_CASE("json: bad UTF-8 is refused wherever it stands") {
  CHECK(refusal("\"é\xff\xfe\"") == "Invalid UTF-8: line 1 column 3 (char 2)");
  CHECK(refusal("{\"\xc3\":1}") != "accepted");
  CHECK(refusal("1 \xc0\x80") != "accepted");
}

TEST_CASE("json: an escaped NUL is a character like others") {
  CHECK(base::parse_json("\"a\\u0000b\"").get<std::string>() == std::string("a\0b", 3));
}

TEST_CASE("json: arrays and objects nest as deep as allowed and no deeper") {
  CHECK(refusal("[[[1]]]", 3) == "accepted");
  CHECK(refusal("[[[[1]]]]", 3) == "Nested too deeply: line 1 column 4 (char 3)");
  CHECK(refusal("{\"a\":{\"a\":{}}}", 3) == "accepted");
  CHECK(refusal("{\"a\":{\"a\":{\"a\":{}}}}", 3) != "accepted");
  CHECK(refusal("[{\"a\":[0]}, [[0]], {}, {\"b\":{\"c\":0}}]", 3) == "accepted");
  CHECK(refusal(std::string(100'000, '[')) != "accepted");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(refusal(objects) != "accepted");
}

TEST_CASE("json: a refusal names the place as Python does") {
  CHECK(refusal("{\"email\": ") == "Expecting value: line 1 column 11 (char 10)");
  CHECK(place("{\"name\": \"x\", \"country\": 1") == "line 1 column 27 (char 26)");
  CHECK(refusal("  ") == "Expecting value: line 1 column 3 (char 2)");
  CHECK(place("{") == "line 1 column 2 (char 1)");
  CHECK(refusal("[1,") == "Expecting value: line 1 column 4 (char 3)");
  CHECK(refusal("{\"a\":\n 1}\nx") == "Extra data: line 3 column 1 (char 10)");
  CHECK(refusal("[\"é\", tru]") == "Expecting value: line 1 column 7 (char 6)");
  CHECK(refusal("[1\n 2]") == "Unexpected character: line 2 column 2 (char 4)");
  CHECK(refusal("[0, 1e999, 1.]") == "Invalid number: line 1 column 12 (char 11)");
  CHECK(refusal("[0, 01]") == "Invalid number: line 1 column 5 (char 4)");
}

TEST_CASE("json: numbers are shown as Python shows them") {
  const std::array<std::pair<const char*, const char*>, 22> cases = {
      {{"7", "7"},
       {"-12", "-12"},
       {"9223372036854775807", "9223372036854775807"},
       {"18446744073709551616.0", "1.8446744073709552e+19"},
       {"0.1", "0.1"},
       {"1e22", "1e+22"},
       {"3.5", "3.5"},
       {"1000.0", "1000.0"},
       {"1e3", "1000.0"},
       {"1E+15", "1000000000000000.0"},
       {"1e16", "1e+16"},
       {"9999999999999998.0", "9999999999999998.0"},
       {"0.0001", "0.0001"},
       {"0.00001", "1e-05"},
       {"-2.5e-7", "-2.5e-07"},
       {"-0.0", "-0.0"},
       {"0.0", "0.0"},
       {"1e100", "1e+100"},
       {"1.7976931348623157e308", "1.7976931348623157e+308"},
       {"5e-324", "5e-324"},
       {"123456789012345680.0", "1.2345678901234568e+17"},
       {"-0", "0"}}};
  for (const auto& [sent, shown] : cases) CHECK(number(sent) == shown);
}

TEST_CASE("json: asking for a number's text leaves the integer an integer") {
  const base::Json json = base::parse_json("9007199254740993");
  CHECK(base::python_str(json) == "9007199254740993");
  CHECK(base::python_str(json) == "9007199254740993");
  CHECK(json.is<std::int64_t>());
}

TEST_CASE("json: the writer sets the commas") {
  std::string out;
  base::JsonWriter writer(out);
  writer.begin_object().member("a", 1).member("b", "x").key("c").begin_array();
  writer.value(std::int64_t{-5}).value(true).null().begin_object().end_object().begin_array().end_array();
  writer.end_array().member("d", std::optional<std::int64_t>()).member("e", std::optional<std::string>("y"));
  writer.member("f", false).end_object();
  CHECK(out == R"({"a":1,"b":"x","c":[-5,true,null,{},[]],"d":null,"e":"y","f":false})");
}

TEST_CASE("json: the writer appends to what is there") {
  std::string out = "data: ";
  base::JsonWriter(out).begin_array().value(INT64_MIN).value(INT64_MAX).end_array();
  CHECK(out == "data: [-9223372036854775808,9223372036854775807]");
}

TEST_CASE("json: the writer escapes what must be escaped and nothing else") {
  std::string out;
  base::JsonWriter(out).value("\"\\/ \b\f\n\r\t \x01\x1f\x7f é😀 </script>");
  CHECK(out == R"("\"\\/ \b\f\n\r\t \u0001\u001f)"
               "\x7f é😀 </script>\"");
  out.clear();
  base::JsonWriter(out).begin_object().member("nul", std::string_view("\0", 1)).end_object();
  CHECK(out == R"({"nul":"\u0000"})");
}

TEST_CASE("json: what the writer writes the parser reads") {
  std::string every;
  for (char c = 0; c < 0x7f; ++c) every += c;
  every += "نمایشگاه";
  std::string out;
  base::JsonWriter(out).begin_array().value(every).value("").end_array();
  const base::Json json = base::parse_json(out);
  CHECK(json.get(0).get<std::string>() == every);
  CHECK(json.get(1).get<std::string>().empty());
}

TEST_CASE("json: the writer gives a number with a fraction to a tenth, and null for what is none") {
  std::string text;
  base::JsonWriter(text)
      .begin_array()
      .value(54.25)
      .value(-0.04)
      .value(7.0)
      .value(std::nan(""))
      .value(std::optional<double>())
      .end_array();
  CHECK(text == "[54.2,-0.0,7.0,null,null]");
}
