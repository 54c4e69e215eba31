// SPDX-License-Identifier: MIT
#include "base/csv_writer.h"

#include <doctest/doctest.h>

#include "app/csv.h"

TEST_CASE("csv writer: quotes at need, ends rows with CRLF, begins with a byte-order mark") {
  std::string out;
  base::CsvWriter csv(out);
  csv.header({"a", "b"});
  csv.text("plain").number(-3).end_row();
  csv.text("a,b \"c\"\nd").truth(true).end_row();
  CHECK(out ==
        "\xEF\xBB\xBF"
        "a,b\r\nplain,-3\r\n\"a,b \"\"c\"\"\nd\",true\r\n");
  const auto rows = app::parse_csv(out);
  REQUIRE(rows.size() == 3);
  CHECK(rows[2].cells[0] == "a,b \"c\"\nd");
}

TEST_CASE("csv writer: no text is a formula") {
  for (const char* text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx"}) {
    std::string out;
    base::CsvWriter(out).text(text).end_row();
    const auto rows = app::parse_csv(out);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].cells[0] == "'" + std::string(text));
  }
  std::string out;
  base::CsvWriter(out).text("").plain("-1").text("a=b").end_row();
  CHECK(out == ",-1,a=b\r\n");
}
