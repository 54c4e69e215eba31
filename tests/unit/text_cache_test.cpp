// SPDX-License-Identifier: MIT
#include "base/text_cache.h"

#include <doctest/doctest.h>

namespace {

base::TextCache::Text text(std::size_t bytes) { return std::make_shared<const std::string>(bytes, 'x'); }

}  // namespace

TEST_CASE("recent: what was kept is found, and nothing else") {
  base::TextCache recent(10'000);
  CHECK(recent.get("a") == nullptr);
  recent.put("a", text(3));
  REQUIRE(recent.get("a"));
  CHECK(*recent.get("a") == "xxx");
  CHECK(recent.get("b") == nullptr);
  recent.put("a", text(4));
  CHECK(*recent.get("a") == "xxxx");
}

TEST_CASE("recent: what is asked for stays, what is not makes room") {
  base::TextCache recent(10'000);
  recent.put("asked for", text(500));
  recent.put("forgotten", text(500));
  for (int i = 0; i < 100; ++i) {
    recent.put(std::to_string(i), text(500));
    CHECK(recent.get("asked for"));
  }
  CHECK_FALSE(recent.get("forgotten"));
  int found = 0;
  for (int i = 0; i < 100; ++i) found += recent.get(std::to_string(i)) != nullptr ? 1 : 0;
  CHECK(found >= 5);
  CHECK(found <= 14);  // of 700 bytes each, in 10,000
}

TEST_CASE("recent: what is larger than its half is not kept") {
  base::TextCache recent(10'000);
  recent.put("small", text(100));
  recent.put("large", text(6'000));
  CHECK_FALSE(recent.get("large"));
  CHECK(recent.get("small"));
}
