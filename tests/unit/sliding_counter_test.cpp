// SPDX-License-Identifier: MIT
#include "base/sliding_counter.h"

#include <doctest/doctest.h>

#include "support/fake_clock.h"

using namespace std::chrono_literals;

TEST_CASE("tally: sums what came within a time, and forgets it after an hour") {
  support::FakeClock clock;
  base::SlidingCounter tally(clock);
  CHECK(tally.sum_within(1h) == 0);
  tally.add(5);
  tally.add();
  CHECK(tally.sum_within(1min) == 6);
  clock.advance(50);
  CHECK(tally.sum_within(1min) == 6);
  tally.add(2);
  clock.advance(10);
  CHECK(tally.sum_within(1min) == 2);
  CHECK(tally.sum_within(1h) == 8);
  clock.advance(3540);
  CHECK(tally.sum_within(1h) == 2);
  clock.advance(60);
  CHECK(tally.sum_within(1h) == 0);
  tally.add(3);  // where an old step was
  CHECK(tally.sum_within(1h) == 3);
}

TEST_CASE("tally: a calendar that is set changes nothing") {
  support::FakeClock clock;
  base::SlidingCounter tally(clock);
  tally.add();
  clock.set_now(clock.now() + 100 * 86'400);
  CHECK(tally.sum_within(1min) == 1);
}
