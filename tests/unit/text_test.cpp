// SPDX-License-Identifier: MIT
#include "base/text/text.h"

#include <doctest/doctest.h>

#include <array>

TEST_CASE("text: valid UTF-8 is what RFC 3629 allows") {
  for (const auto* good :
       {"", "abc", "é", "نمایشگاه", "日本", "😀", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK_MESSAGE(base::valid_utf8(good), good);
  }
  using std::string_view_literals::operator""sv;
  CHECK(base::valid_utf8("a\0b"sv));
}

TEST_CASE("text: broken UTF-8 is seen, and where") {
  const std::array broken = {"\xff",
                             "\x80",
                             "\xc0\xaf",
                             "\xc1\xbf",
                             "\xe0\x9f\xbf",
                             "\xed\xa0\x80",
                             "\xed\xbf\xbf",
                             "\xf0\x8f\xbf\xbf",
                             "\xf4\x90\x80\x80",
                             "\xf5\x80\x80\x80",
                             "\xc3",
                             "\xe2\x82",
                             "\xf0\x9f\x98",
                             "\xc3(",
                             "\xe2(\xa1",
                             "\xe2\x82(",
                             "\xf0\x9f\x98("};
  for (const std::string bad : broken) {
    CHECK_FALSE(base::valid_utf8(bad));
    CHECK(base::utf8_prefix("añ" + bad + "b") == 3);
  }
}

TEST_CASE("text: code points are counted, not bytes") {
  CHECK(base::count_code_points("") == 0);
  CHECK(base::count_code_points("abc") == 3);
  CHECK(base::count_code_points("é日😀") == 3);
}

TEST_CASE("text: trim takes what Python's str.strip() takes") {
  CHECK(base::trim("  a b \t\r\n") == "a b");
  CHECK(base::trim("") == "");
  CHECK(base::trim(" \u00a0\u3000 ") == "");
  for (const std::string white : {"\t",     "\n",     "\v",     "\f",     "\r",     "\x1c",   "\x1d",
                                  "\x1e",   "\x1f",   " ",      "\u0085", "\u00a0", "\u1680", "\u2000",
                                  "\u2005", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"}) {
    CHECK(base::trim(white + "é" + white + white) == "é");
  }
}

TEST_CASE("text: trim leaves the marks of writing direction and their like") {
  for (const std::string kept :
       {"\u200b", "\u200c", "\u200f", "\u202b", "\ufeff", "\x08", "\x1b", "\u0084", "\u2027"}) {
    const std::string text = kept + "a" + kept;
    CHECK(base::trim(text) == text);
  }
}

TEST_CASE("text: digits of every script become 0-9, the rest stays") {
  CHECK(base::normalize_digits("０９ ०९ ๑๒ 𝟘𝟡𝟎 \U0001fbf9") == "09 09 12 090 9");
  CHECK(base::normalize_digits("²½①೩Ⅷ〇\u066a\u065f\u1fbf") == "²½①3Ⅷ〇\u066a\u065f\u1fbf");
  CHECK(base::normalize_digits("٠١٢٣٤٥٦٧٨٩") == "0123456789");
  CHECK(base::normalize_digits("۰۱۲۳۴۵۶۷۸۹") == "0123456789");
  CHECK(base::normalize_digits("غرفه ۱۲-b7 日") == "غرفه 12-b7 日");
  CHECK(base::normalize_digits("\xd9") == "\xd9");
}

TEST_CASE("text: case is ASCII's alone") {
  CHECK(base::ascii_lower("AbZ[É") == "abz[É");
  CHECK(base::iequals("Content-TYPE", "content-type"));
  CHECK_FALSE(base::iequals("a", "ab"));
  CHECK_FALSE(base::iequals("@", "`"));
}

TEST_CASE("text: whole numbers are digits and nothing else") {
  CHECK(base::parse_int("0") == 0);
  CHECK(base::parse_int("007") == 7);
  CHECK(base::parse_int("-12") == -12);
  CHECK(base::parse_int("9223372036854775807") == INT64_MAX);
  CHECK(base::parse_int("-9223372036854775808") == INT64_MIN);
  for (const auto* bad :
       {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1", "9223372036854775808", "١"}) {
    CHECK_FALSE(base::parse_int(bad).has_value());
  }
}

TEST_CASE("text: percent-decoding refuses broken escapes and leaves '+'") {
  CHECK(base::percent_decode("/a%20b+c%2F%c3%A9") == "/a b+c/é");
  CHECK(base::percent_decode("%00") == std::string(1, '\0'));
  for (const auto* bad : {"%", "a%2", "%zz", "%2g", "%%41"})
    CHECK_FALSE(base::percent_decode(bad).has_value());
}

TEST_CASE("text: form-decoding takes '+' for a blank and keeps broken escapes") {
  CHECK(base::form_decode("a+b%2Bc%20d") == "a b+c d");
  CHECK(base::form_decode("100%&%zz%4") == "100%&%zz%4");
}

TEST_CASE("text: form-encoding is undone by form-decoding") {
  CHECK(base::form_encode("a b&c=d/é~-_.*") == "a+b%26c%3Dd%2F%C3%A9~-_.%2A");
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  CHECK(base::form_decode(base::form_encode(every)) == every);
}

TEST_CASE("text: forms keep order, repetition and blank values") {
  const base::Pairs expected = {{"a", "1"}, {"b", ""}, {"c", ""}, {"a", "2=3"}, {"", "x"}, {"d e", "é"}};
  CHECK(base::parse_form("a=1&b=&c&&a=2=3&=x&d+e=%C3%A9&") == expected);
  CHECK(base::parse_form("").empty());
}

TEST_CASE("text: hex is lower case") { CHECK(base::hex(std::string_view("\x00\x7f\xff", 3)) == "007fff"); }

TEST_CASE("text: base64 has RFC 4648's vectors") {
  const std::array<std::pair<const char*, const char*>, 7> vectors = {{{"", ""},
                                                                       {"f", "Zg=="},
                                                                       {"fo", "Zm8="},
                                                                       {"foo", "Zm9v"},
                                                                       {"foob", "Zm9vYg=="},
                                                                       {"fooba", "Zm9vYmE="},
                                                                       {"foobar", "Zm9vYmFy"}}};
  for (const auto& [plain, coded] : vectors) {
    CHECK(base::base64_encode(plain) == coded);
    CHECK(base::base64_decode(coded) == plain);
    const std::string_view unpadded(coded, std::string_view(coded).find_last_not_of('=') + 1);
    CHECK(base::base64url_encode(plain) == unpadded);
    CHECK(base::base64url_decode(unpadded) == plain);
  }
  CHECK(base::base64_encode("\xfb\xff\xbe") == "+/++");
  CHECK(base::base64url_encode("\xfb\xff\xbe") == "-_--");
}

TEST_CASE("text: base64 means one text for one value") {
  for (const auto* bad :
       {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "-_--", "Zg==Zg=="}) {
    CHECK_FALSE(base::base64_decode(bad).has_value());
  }
  for (const auto* bad : {"Z", "Zg==", "Zh", "Zm9", "+/++", "Zm9vY", "Zg\n"}) {
    CHECK_FALSE(base::base64url_decode(bad).has_value());
  }
}

TEST_CASE("text: words are what stands between separators, however many") {
  using Words = std::vector<std::string_view>;
  CHECK(base::split("a b", " ") == Words{"a", "b"});
  CHECK(base::split(" ,a,, b ", ", ") == Words{"a", "b"});
  CHECK(base::split(" \t", " \t").empty());
  CHECK(base::split("", " ").empty());
}

TEST_CASE("text: the nearest word is offered when it is near") {
  const std::array<std::string_view, 4> words = {"rate-limit", "listen", "data", "allowed-hosts"};
  CHECK(base::closest_match("rate-limt", words) == "rate-limit");
  CHECK(base::closest_match("ratelimit", words) == "rate-limit");
  CHECK(base::closest_match("dat", words) == "data");
  CHECK(base::closest_match("lisetn", words) == "listen");
  CHECK_FALSE(base::closest_match("zebra", words).has_value());
  CHECK_FALSE(base::closest_match("", words).has_value());
  CHECK_FALSE(base::closest_match("data", {}).has_value());
}
