// SPDX-License-Identifier: MIT
#include "http/server/partial_body.h"

#include <doctest/doctest.h>

#include <string>

using http::PartialBody;

TEST_CASE("partial body: by its length") {
  PartialBody body(4, 3);
  CHECK_FALSE(body.has_come("head"));
  CHECK_FALSE(body.has_come("headab"));
  CHECK(body.has_come("headabc"));
  CHECK(body.has_come("headabcGET /"));
  CHECK_FALSE(body.too_large());
}

TEST_CASE("partial body: chunked, byte by byte, up to its end and no further") {
  const std::string whole = "head3;x=y\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nTrailer: 1\r\n\r\n";
  PartialBody body(4, {});
  for (std::size_t size = 4; size < whole.size(); ++size) CHECK_FALSE(body.has_come(whole.substr(0, size)));
  CHECK(body.has_come(whole));
  CHECK(PartialBody(4, {}).has_come(whole + "GET / HTTP/1.1\r\n"));
}

TEST_CASE("partial body: a malformed one is not waited for, nor is one that is not small") {
  CHECK(PartialBody(0, {}).has_come("xyz"));
  PartialBody large(0, {});
  std::string input;
  while (!large.has_come(input)) {
    REQUIRE(input.size() <= http::max_small_body_bytes + 2000);
    input += "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  }
  CHECK(large.too_large());
}
