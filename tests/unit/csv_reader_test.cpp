// SPDX-License-Identifier: MIT
#include "base/text/csv_reader.h"

#include <doctest/doctest.h>

namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells(std::string_view text) {
  std::vector<Cells> all;
  for (const base::CsvRow& row : base::parse_csv(text)) all.push_back(row.cells);
  return all;
}

std::string error_of(std::string_view text) {
  try {
    base::parse_csv(text);
    return "";
  } catch (const base::CsvError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("csv: rows and cells, with any line ending and with none at the end") {
  const std::vector<Cells> wanted = {{"a", "b"}, {"c", ""}};
  for (const char* text : {"a,b\nc,\n", "a,b\r\nc,\r\n", "a,b\rc,",
                           "\xef\xbb\xbf"
                           "a,b\nc,"})
    CHECK(cells(text) == wanted);
  CHECK(cells("").empty());
}

TEST_CASE("csv: the separator is what the first row has most of, outside quotes") {
  CHECK(cells("a;b;c\n1,5;2;3\n") == std::vector<Cells>{{"a", "b", "c"}, {"1,5", "2", "3"}});
  CHECK(cells("a\tb\n1;2\t3,4\n") == std::vector<Cells>{{"a", "b"}, {"1;2", "3,4"}});
  CHECK(cells("\"a;b;c\",d\n") == std::vector<Cells>{{"a;b;c", "d"}});
  CHECK(cells("one\n1,2\n") == std::vector<Cells>{{"one"}, {"1", "2"}});
}

TEST_CASE("csv: quoted cells hold separators, quotes and line breaks") {
  CHECK(cells("\"a,b\",\"say \"\"hi\"\"\",\"\"\nx,\"1\r\n2\n3\",y\n") ==
        std::vector<Cells>{{"a,b", "say \"hi\"", ""}, {"x", "1\r\n2\n3", "y"}});
  CHECK(cells("a\"b,c\n") == std::vector<Cells>{{"a\"b", "c"}});
}

TEST_CASE("csv: empty rows are left out, and every row knows its line") {
  const auto rows = base::parse_csv("h,i\n\n\"1\n2\",x\r\n,\r\n\n3,y");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].line == 1);
  CHECK(rows[1].line == 3);
  CHECK(rows[2].line == 7);
}

TEST_CASE("csv: a quote that does not end, or ends too early, is told with its line") {
  CHECK(error_of("a,b\nc,\"d\ne\n").starts_with("line 2:"));
  CHECK(error_of("a,b\nc,\"d\" e\n").starts_with("line 2:"));
  CHECK(error_of("\"").starts_with("line 1:"));
}
