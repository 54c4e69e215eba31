// SPDX-License-Identifier: MIT
#include "base/rate_limiter.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/fake_clock.h"

namespace {

// How many takes in a row are allowed.
int allowed(base::RateLimiter& throttle, std::string_view key, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += throttle.acquire(key).allowed ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("throttle: a burst of a minute's worth passes, then nothing") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 10);
  CHECK(allowed(throttle, "a", 15) == 10);
}

TEST_CASE("throttle: takes come back with time, up to the burst") {
  support::FakeClock clock;
  base::RateLimiter throttle(clock, 10);
  allowed(throttle, "a", 10);
  clock.advance(5);
  CHECK(allowed(throttle, "a", 5) == 0);
  clock.advance(1);
  CHECK(allowed(throttle, "a", 5) == 1);
  clock.advance(18);
  CHECK(allowed(throttle, "a", 5) == 3);
  clock.advance(100'000);
  CHECK(allowed(throttle, "a", 50) == 10);
}

TEST_CASE("throttle: refused takes cost nothing") {
  support::FakeClock clock;
  base::RateLimiter throttle(clock, 60);
  allowed(throttle, "a", 1000);
  clock.advance(1);
  CHECK(throttle.acquire("a").allowed);
}

TEST_CASE("throttle: the verdict tells what is left and how long to wait") {
  support::FakeClock clock;
  base::RateLimiter throttle(clock, 30, 3);
  const auto first = throttle.acquire("a");
  CHECK(first.allowed);
  CHECK(first.limit == 30);
  CHECK(first.remaining == 2);
  CHECK(first.reset_after == 2);
  CHECK(first.retry_after == 0);
  allowed(throttle, "a", 2);
  const auto refused = throttle.acquire("a");
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  CHECK(refused.reset_after == 6);
  CHECK(refused.retry_after == 2);
  clock.advance(1);
  CHECK(throttle.acquire("a").retry_after == 1);
}

TEST_CASE("throttle: waiting as long as told is enough") {
  for (const std::int64_t per_minute : {1, 3, 7, 13, 59, 61, 100, 600}) {
    support::FakeClock clock;
    base::RateLimiter throttle(clock, per_minute, 2);
    for (int i = 0; i < 50; ++i) {
      while (throttle.acquire("a").allowed) {
      }
      clock.advance(throttle.acquire("a").retry_after);
      CHECK(throttle.acquire("a").allowed);
    }
  }
}

TEST_CASE("throttle: keys have nothing to do with each other") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 2);
  CHECK(allowed(throttle, "a", 3) == 2);
  CHECK(allowed(throttle, "b", 3) == 2);
}

TEST_CASE("throttle: looking takes nothing") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 2);
  for (int i = 0; i < 5; ++i) CHECK(throttle.peek("a").remaining == 2);
  allowed(throttle, "a", 2);
  CHECK_FALSE(throttle.peek("a").allowed);
  CHECK(throttle.peek("a").retry_after == 30);
}

TEST_CASE("throttle: a forgotten key starts anew") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 2);
  allowed(throttle, "a", 2);
  throttle.reset("a");
  throttle.reset("never seen");
  CHECK(allowed(throttle, "a", 3) == 2);
}

TEST_CASE("throttle: no limit is no limit") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 0);
  CHECK(allowed(throttle, "a", 1000) == 1000);
  CHECK(throttle.acquire("a").limit == 0);
  CHECK(throttle.peek("a").allowed);
}

TEST_CASE("throttle: the calendar does not matter") {
  support::FakeClock clock;
  base::RateLimiter throttle(clock, 1);
  CHECK(throttle.acquire("a").allowed);
  clock.set_now(support::FakeClock::start + 1'000'000);
  CHECK_FALSE(throttle.acquire("a").allowed);
}

TEST_CASE("throttle: a flood of keys does not let the empty bucket go") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 10, 0, 100);
  CHECK(allowed(throttle, "abuser", 20) == 10);
  for (int i = 0; i < 10'000; ++i) CHECK(throttle.acquire("key " + std::to_string(i)).allowed);
  CHECK_FALSE(throttle.acquire("abuser").allowed);
}

TEST_CASE("throttle: full buckets go first") {
  support::FakeClock clock;
  base::RateLimiter throttle(clock, 10, 0, 4);
  allowed(throttle, "full again", 1);
  clock.advance(60);
  allowed(throttle, "one left", 9);
  allowed(throttle, "none left", 10);
  allowed(throttle, "two left", 8);
  throttle.acquire("new");  // makes room for itself
  CHECK(throttle.peek("one left").remaining == 1);
  CHECK(throttle.peek("none left").remaining == 0);
  CHECK(throttle.peek("two left").remaining == 2);
}

TEST_CASE("throttle: when none is full the fullest goes") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 10, 0, 3);
  allowed(throttle, "low", 9);
  allowed(throttle, "high", 2);
  allowed(throttle, "middle", 5);
  throttle.acquire("new");
  CHECK(throttle.peek("high").remaining == 10);
  CHECK(throttle.peek("middle").remaining == 5);
  CHECK(throttle.peek("low").remaining == 1);
}

TEST_CASE("throttle: threads together get no more than one would") {
  const support::FakeClock clock;
  base::RateLimiter throttle(clock, 500);
  std::atomic<int> count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { count += allowed(throttle, "a", 300); });
  for (auto& thread : threads) thread.join();
  CHECK(count == 500);
}

TEST_CASE("throttle: another rate holds at once, for keys it knows as well") {
  support::FakeClock clock;
  base::RateLimiter throttle(clock, 2);
  CHECK(throttle.acquire("a").allowed);
  CHECK(throttle.acquire("a").allowed);
  CHECK_FALSE(throttle.acquire("a").allowed);
  throttle.set_rate(60);
  CHECK(throttle.peek("a").limit == 60);
  clock.advance(3);
  for (int i = 0; i < 3; ++i) CHECK(throttle.acquire("a").allowed);
  CHECK_FALSE(throttle.acquire("a").allowed);
  throttle.set_rate(0);
  CHECK(throttle.acquire("a").allowed);
  throttle.set_rate(60);
  CHECK(throttle.peek("a").remaining == 60);  // what was counted before is forgotten
}
