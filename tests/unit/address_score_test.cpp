// SPDX-License-Identifier: MIT
#include "base/address_score.h"

#include <doctest/doctest.h>

#include <string>

#include "support/fake_clock.h"

using base::AddressScore;

TEST_CASE("address score: an address is unknown, then what most of its tries were") {
  const support::FakeClock clock;
  AddressScore score(clock);
  CHECK(score.rank("a") == AddressScore::unknown);
  score.count_wrong("a");
  CHECK(score.rank("a") == AddressScore::bad);
  CHECK(score.rank("b") == AddressScore::unknown);
  score.count_right("a");
  score.count_right("a");
  CHECK(score.rank("a") == AddressScore::good);
}

TEST_CASE("address score: tries fade, wrong ones of long ago weigh less than a right one now") {
  support::FakeClock clock;
  AddressScore score(clock);
  for (int i = 0; i < 3; ++i) score.count_wrong("a");
  clock.advance(180);
  CHECK(score.rank("a") == AddressScore::bad);
  score.count_right("a");
  CHECK(score.rank("a") == AddressScore::good);
  clock.advance(600);
  CHECK(score.rank("a") == AddressScore::unknown);
}

TEST_CASE("address score: so many addresses and no more, the latest stay") {
  support::FakeClock clock;
  AddressScore score(clock, 64);
  for (int i = 0; i < 1000; ++i) {
    score.count_wrong(std::to_string(i));
    clock.advance(1);
  }
  CHECK(score.rank("999") == AddressScore::bad);
  CHECK(score.rank("1") == AddressScore::unknown);
}
