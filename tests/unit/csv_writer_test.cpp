// SPDX-License-Identifier: MIT
#include "base/text/csv_writer.h"

#include <doctest/doctest.h>

TEST_CASE("csv writer: quotes at need, ends rows with CRLF, begins with a byte-order mark") {
  std::string out;
  base::CsvWriter csv(out);
  csv.header({"a", "b"});
  csv.text("plain").number(-3).end_row();
  csv.text("a,b \"c\"\nd").boolean(true).end_row();
  CHECK(out ==
        "\xEF\xBB\xBF"
        "a,b\r\nplain,-3\r\n\"a,b \"\"c\"\"\nd\",true\r\n");
}

TEST_CASE("csv writer: no text is a formula") {
  for (const char* text : {"=1+1", "+1", "-1", "@x", "'=1", "''+"}) {
    std::string out;
    base::CsvWriter(out).text(text).end_row();
    CHECK(out == "'" + std::string(text) + "\r\n");
  }
  for (const char* text : {"\tx", "\rx"}) {
    std::string out;
    base::CsvWriter(out).text(text).end_row();
    CHECK(out == "\"'" + std::string(text) + "\"\r\n");
  }
  std::string out;
  base::CsvWriter(out).text("").raw("-1").text("a=b").text("'a").text("'").end_row();
  CHECK(out == ",-1,a=b,'a,'\r\n");
}
