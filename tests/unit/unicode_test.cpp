// SPDX-License-Identifier: MIT
#include "base/text/unicode.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

TEST_CASE("unicode: a search key takes case, accents, vowel points and invisible characters away") {
  const std::pair<const char*, const char*> same[] = {
      {"Ann", "aNN"},
      {"Müller", "MU\u0308LLER"},
      {"Straße", "STRASSE"},
      {"İzmir", "izmir"},
      {"Ισχύς", "ΙΣΧΥΣ"},
      {"Ёлка", "елка"},
      {"علي كريمي", "علی کریمی"},
      {"می\u200cخواهم", "میخواهم"},
      {"مُحَمَّد", "محمد"},
      {"ﻋﻠﻲ", "علی"},
      {"B ۵۰", "b 50"},
      {"٥٠", "५०"},
      {"Ａ１", "a1"},
      {"o\u00adffice", "o\ufb03ce"},
      {"\U00010400", "\U00010428"},
  };
  for (const auto& [a, b] : same) CHECK_MESSAGE(base::search_key(a) == base::search_key(b), a);
  const std::pair<const char*, const char*> different[] = {{"Ann", "Anne"}, {"ß", "s"}, {"ب", "پ"}, {"日", "本"}};
  for (const auto& [a, b] : different) CHECK_MESSAGE(base::search_key(a) != base::search_key(b), a);
  CHECK(base::search_key("@AZ[`az{09 ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "@az[`az{09 abcdefghijklmnopqrstuvwxyz");
  CHECK(base::contains_key("Behind this: Exhibitor MÜLLER & Söhne", base::search_key("muller & sohne")));
  CHECK_FALSE(base::contains_key("Miller", base::search_key("Müller")));
  CHECK(base::contains_key(std::string(5000, 'x') + "Ω", base::search_key("ω")));
  CHECK(base::contains_key("anything", ""));
  CHECK(base::search_key("a\xff" "B") == "a\xef\xbf\xbd" "b");
}

TEST_CASE("unicode: letters are composed with the accents that follow") {
  CHECK(base::compose("Mu\u0308ller e\u0301") == "Müller é");
  CHECK(base::compose("a\u0302\u0301") == "ấ");  // two in turn
  CHECK(base::compose("\u0627\u0653") == "آ");
  CHECK(base::compose("plain") == "plain");
  CHECK(base::compose("x\u0327") == "x\u0327");  // no such letter
  CHECK(base::compose("\xff") == "\xff");
}

TEST_CASE("unicode: lower case leaves ASCII alone") {
  CHECK(base::lower_beyond_ascii("ANN ÄÖÜ Ω Я") == "ANN äöü ω я");
  CHECK(base::lower_beyond_ascii("\xc3") == "\xc3");
}

TEST_CASE("unicode: what nobody sees is taken out") {
  CHECK(base::without_invisible("\u202aann@example.com\u202c\ufeff\u200b") == "ann@example.com");
  CHECK(base::without_invisible("a b") == "a b");
}

TEST_CASE("unicode: digits of every script") {
  for (const auto& [text, value] : {std::pair("7", 7), {"٧", 7}, {"۷", 7}, {"७", 7}, {"７", 7}, {"๗", 7}, {"৭", 7}}) {
    std::string_view rest = text;
    CHECK_MESSAGE(base::digit_value(base::next_code_point(rest)) == value, text);
    CHECK(rest.empty());
  }
  CHECK_FALSE(base::digit_value('a'));
  CHECK_FALSE(base::digit_value(U'²'));
}

TEST_CASE("unicode: code points of every length are written and read") {
  std::string out;
  for (const char32_t one : {U'a', U'é', U'€', U'😀', char32_t{0x10ffff}}) base::append_utf8(out, one);
  CHECK(out == "aé€😀\U0010ffff");
  std::string_view rest = out;
  for (const char32_t one : {U'a', U'é', U'€', U'😀', char32_t{0x10ffff}}) CHECK(base::next_code_point(rest) == one);
  CHECK(rest.empty());
}
