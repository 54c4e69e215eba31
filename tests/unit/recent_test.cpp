// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/text_cache.h"

namespace {

base::TextCache::Text text(std::size_t bytes) { return std::make_shared<const std::string>(bytes, 'x'); }

}  // namespace

TEST_CASE("recent: what was kept is found, and nothing else") {
  base::TextCache recent(10'000);
  CHECK(recent.find("a") == nullptr);
  recent.keep("a", text(3));
  REQUIRE(recent.find("a"));
  CHECK(*recent.find("a") == "xxx");
  CHECK(recent.find("b") == nullptr);
  recent.keep("a", text(4));
  CHECK(*recent.find("a") == "xxxx");
}

TEST_CASE("recent: what is asked for stays, what is not makes room") {
  base::TextCache recent(10'000);
  recent.keep("asked for", text(500));
  recent.keep("forgotten", text(500));
  for (int i = 0; i < 100; ++i) {
    recent.keep(std::to_string(i), text(500));
    CHECK(recent.find("asked for"));
  }
  CHECK_FALSE(recent.find("forgotten"));
  int found = 0;
  for (int i = 0; i < 100; ++i) found += recent.find(std::to_string(i)) != nullptr ? 1 : 0;
  CHECK(found >= 5);
  CHECK(found <= 14);  // of 700 bytes each, in 10,000
}

TEST_CASE("recent: what is larger than its half is not kept") {
  base::TextCache recent(10'000);
  recent.keep("small", text(100));
  recent.keep("large", text(6'000));
  CHECK_FALSE(recent.find("large"));
  CHECK(recent.find("small"));
}
