// SPDX-License-Identifier: MIT
#include "http/range.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using http::RangeKind;

// "whole", "none" for what cannot be satisfied, or offset+size.
std::string range(std::string_view header, std::uint64_t size) {
  http::Range part;
  switch (http::parse_range(header, size, part)) {
    case RangeKind::whole:
      return "whole";
    case RangeKind::unsatisfiable:
      return "none";
    case RangeKind::part:
      break;
  }
  return std::to_string(part.offset) + "+" + std::to_string(part.size);
}

}  // namespace

TEST_CASE("range: one range gives that part") {
  CHECK(range("bytes=0-0", 100) == "0+1");
  CHECK(range("bytes=0-99", 100) == "0+100");
  CHECK(range("bytes=10-19", 100) == "10+10");
  CHECK(range("bytes=99-", 100) == "99+1");
  CHECK(range("bytes=0-", 100) == "0+100");
  CHECK(range("bytes=90-1000", 100) == "90+10");
  CHECK(range("bytes=0-9223372036854775807", 100) == "0+100");
  CHECK(range("BYTES= 5-6 ", 100) == "5+2");
  CHECK(range("bytes=4294967296-4294967297", 5'000'000'000) == "4294967296+2");
}

TEST_CASE("range: the last bytes are counted from the end") {
  CHECK(range("bytes=-1", 100) == "99+1");
  CHECK(range("bytes=-100", 100) == "0+100");
  CHECK(range("bytes=-1000", 100) == "0+100");
}

TEST_CASE("range: what lies behind the end cannot be had") {
  CHECK(range("bytes=100-", 100) == "none");
  CHECK(range("bytes=100-200", 100) == "none");
  CHECK(range("bytes=-0", 100) == "none");
  CHECK(range("bytes=0-", 0) == "none");
  CHECK(range("bytes=-5", 0) == "none");
}

TEST_CASE("range: no header, rubbish, other units and several ranges give the whole") {
  http::Range part;
  CHECK(http::parse_range(std::nullopt, 100, part) == RangeKind::whole);
  for (const char* header : {"",
                             "bytes",
                             "bytes=",
                             "bytes=-",
                             "bytes=5",
                             "bytes=a-b",
                             "bytes=5-a",
                             "bytes=a-5",
                             "bytes=9-5",
                             "bytes=--5",
                             "bytes=5--9",
                             "bytes=+1-2",
                             "bytes=1-2,4-5",
                             "bytes=1-2,",
                             "bytes=0x1-2",
                             "bytes=1.5-2",
                             "bytes 1-2",
                             "items=1-2",
                             "bytes=-9223372036854775808",
                             "bytes=99999999999999999999-"}) {
    CAPTURE(header);
    CHECK(range(header, 100) == "whole");
  }
}

TEST_CASE("range: entity tags are compared weakly, one by one") {
  CHECK(http::etag_matches("\"abc\"", "\"abc\""));
  CHECK(http::etag_matches("W/\"abc\"", "\"abc\""));
  CHECK(http::etag_matches("\"abc\"", "W/\"abc\""));
  CHECK(http::etag_matches("\"x\", W/\"y\" ,\t\"abc\"", "\"abc\""));
  CHECK(http::etag_matches("*", "\"abc\""));
  CHECK(http::etag_matches(" * ", "\"abc\""));
  const http::Headers lines = {
      {"if-none-match", "\"x\""}, {"etag", "\"no\""}, {"if-none-match", "W/\"abc\""}};
  CHECK(http::knows_tag(lines, "\"abc\""));
  CHECK_FALSE(http::knows_tag(lines, "\"no\""));
  for (const char* other :
       {"", ",", "abc", "\"ABC\"", "\"ab\"", "\"abcd\"", "w/\"abc\"", "\"x\",\"y\"", "\"abc"}) {
    CAPTURE(other);
    CHECK_FALSE(http::etag_matches(other, "\"abc\""));
  }
}

TEST_CASE("range: dates are read in the three forms of HTTP") {
  constexpr std::int64_t then = 784'111'777;
  CHECK(http::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == then);
  CHECK(http::parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == then);
  CHECK(http::parse_http_date("Sun Nov  6 08:49:37 1994") == then);
  CHECK(http::parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == 0);
  CHECK(http::parse_http_date("Sun, 25 Jan 2026 10:00:00 GMT") == 1'769'335'200);
  CHECK(http::parse_http_date("Tue, 19 Jan 2038 03:14:08 GMT") == 2'147'483'648);
  CHECK(http::parse_http_date("Sat, 01 Jan 2050 00:00:00 GMT") == 2'524'608'000);
  for (const char* bad :
       {"", "yesterday", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT x",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "1994-11-06T08:49:37Z"}) {
    CAPTURE(bad);
    CHECK_FALSE(http::parse_http_date(bad));
  }
}
