// SPDX-License-Identifier: MIT
#include "http/accept_encoding.h"

#include <doctest/doctest.h>

#include <utility>

TEST_CASE("encoding: gzip by Accept-Encoding") {
  const std::pair<const char*, bool> table[] = {
      {"", false},
      {"gzip", true},
      {"gzip, deflate, br", true},
      {"br,\tGZip ;q=0.5", true},
      {"x-gzip", true},
      {"deflate", false},
      {"gzipped", false},
      {"gzip;q=0", false},
      {"gzip; q=0.000", false},
      {"gzip;q=0.001", true},
      {"gzip;Q=1.000", true},
      {"gzip;q=1.001", false},
      {"gzip;q=", false},
      {"gzip;q=0.1234", false},
      {"gzip;q=yes", false},
      {"gzip;q=-1", false},
      {"*", true},
      {"*;q=0", false},
      {"*;q=0, gzip", true},
      {"gzip;q=0, *", false},
      {"identity", false},
      {"identity, gzip", true},
      {"identity;q=0.9, gzip;q=0.8", false},
      {"identity;q=0, gzip;q=0.1", true},
      {",,gzip,", true},
      {";q=1", false},
  };
  for (const auto& [header, taken] : table) CHECK_MESSAGE(http::accepts_gzip(header) == taken, header);
}
