// SPDX-License-Identifier: MIT
#include "base/ids.h"

#include <doctest/doctest.h>

#include <bitset>
#include <chrono>
#include <set>
#include <thread>
#include <type_traits>

namespace {

struct Booth {};
struct Item {};

}  // namespace

TEST_CASE("ids: ids of two kinds cannot be mixed up") {
  static_assert(!std::is_convertible_v<base::Id<Booth>, base::Id<Item>>);
  CHECK(base::Id<Booth>{7} == base::Id<Booth>{7});
  CHECK(base::Id<Booth>{7} < base::Id<Booth>{8});
  CHECK(base::Id<Booth>{}.value == 0);
}

TEST_CASE("ids: random bytes come in the number asked for") {
  for (const std::size_t count : {0U, 1U, 16U, 1000U}) CHECK(base::random_bytes(count).size() == count);
}

TEST_CASE("ids: random bytes are spread evenly") {
  std::size_t ones = 0;
  for (const char c : base::random_bytes(10'000))
    ones += std::bitset<8>(static_cast<unsigned char>(c)).count();
  CHECK(ones > 39'000);  // 40 000 expected, 141 the standard deviation
  CHECK(ones < 41'000);
}

TEST_CASE("ids: random names do not repeat") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(base::random_hex(16));
  CHECK(seen.size() == 1000);
  CHECK(seen.begin()->size() == 32);
  CHECK(seen.begin()->find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("ids: a later UUID sorts behind an earlier one, and no two are alike") {
  const std::string earlier = base::new_uuid();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  CHECK(earlier < base::new_uuid());
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(base::new_uuid());
  CHECK(seen.size() == 1000);
}

TEST_CASE("ids: a UUID says version 7 and the variant of RFC 9562") {
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = base::new_uuid();
    REQUIRE(uuid.size() == 36);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) CHECK(uuid[dash] == '-');
    CHECK(uuid[14] == '7');
    CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
  }
}
