// SPDX-License-Identifier: MIT
#include "base/clock.h"

#include <doctest/doctest.h>

#include <ctime>

#include "support/fake_clock.h"

TEST_CASE("clock: now is the machine's time") {
  const base::SystemClock clock;
  const base::UnixSeconds before = std::time(nullptr);
  const base::UnixSeconds now = clock.now();
  CHECK(now >= before - 1);
  CHECK(now <= std::time(nullptr) + 1);
}

TEST_CASE("clock: now is never behind the floor") {
  const base::UnixSeconds floor = std::time(nullptr) + 1'000'000;
  const base::SystemClock clock(floor);
  CHECK(clock.now() == floor);
  CHECK(clock.now() == floor);
}

TEST_CASE("clock: tick does not go back") {
  const base::SystemClock clock;
  const base::Tick first = clock.tick();
  CHECK(clock.tick() >= first);
}

TEST_CASE("clock: times are written as ISO 8601 and as HTTP has them") {
  CHECK(base::iso_time(1'769'335'200) == "2026-01-25T10:00:00Z");
  CHECK(base::http_time(1'769'335'200) == "Sun, 25 Jan 2026 10:00:00 GMT");
  CHECK(base::iso_time(0) == "1970-01-01T00:00:00Z");
  CHECK(base::http_time(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's example
  CHECK(base::iso_time(1'709'251'199) == "2024-02-29T23:59:59Z");
  CHECK(base::iso_time(4'102'444'800) == "2100-01-01T00:00:00Z");  // past 32 bits
  CHECK(base::iso_time(-1) == "1969-12-31T23:59:59Z");
}

TEST_CASE("clock: the fake one moves both times together, or the calendar alone") {
  support::FakeClock clock;
  const base::Tick tick = clock.tick();
  clock.advance(5);
  CHECK(clock.now() == support::FakeClock::start + 5);
  CHECK(clock.tick() - tick == std::chrono::seconds(5));
  clock.set_now(7);
  CHECK(clock.now() == 7);
  CHECK(clock.tick() - tick == std::chrono::seconds(5));
}
