// SPDX-License-Identifier: MIT
#include "base/memory_budget.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

using base::MemoryBudget;
using base::MemoryReservation;

TEST_CASE("memory budget: a quarter of the memory there is, within 32 and 256 MB") {
  constexpr std::uint64_t megabyte = 1 << 20;
  CHECK(base::default_memory_budget(64 * megabyte) == 32 * megabyte);
  CHECK(base::default_memory_budget(256 * megabyte) == 64 * megabyte);
  CHECK(base::default_memory_budget(8192 * megabyte) == 256 * megabyte);
  CHECK(base::default_memory_budget(UINT64_MAX) == 256 * megabyte);
}

TEST_CASE("memory budget: what is small is counted beyond the limit, what is large is refused there") {
  MemoryBudget budget(1000);
  CHECK(budget.try_reserve(900));
  CHECK_FALSE(budget.try_reserve(101));
  CHECK(budget.refused() == 1);
  CHECK(budget.used() == 900);
  budget.reserve(500);
  CHECK(budget.used() == 1400);
  budget.release(500);
  CHECK(budget.try_reserve(100));
  CHECK(budget.used() == 1000);
}

TEST_CASE("memory budget: there is room when what can be done without was given back") {
  MemoryBudget budget(1000);
  budget.reserve(1000);
  std::uint64_t asked = 0;
  budget.reclaim = [&](std::uint64_t bytes) {
    asked += bytes;
    budget.release(400);
  };
  CHECK(budget.try_reserve(300));
  CHECK(asked == 300);
  CHECK(budget.used() == 900);
  CHECK_FALSE(budget.try_reserve(1001));  // it would never fit: nobody is asked
  CHECK(asked == 300);
}

TEST_CASE("memory budget: a reservation grows, shrinks, moves, and is given back") {
  MemoryBudget budget(1000);
  {
    MemoryReservation one(&budget);
    one.resize(300);
    CHECK(budget.used() == 300);
    CHECK_FALSE(one.try_grow(800));
    CHECK(one.try_grow(200));
    CHECK(one.bytes() == 500);
    one.resize(100);
    CHECK(budget.used() == 100);
    MemoryReservation other = std::move(one);
    CHECK(other.bytes() == 100);
    MemoryReservation third(&budget);
    third.resize(50);
    third = std::move(other);
    CHECK(third.bytes() == 100);
  }
  CHECK(budget.used() == 0);
  MemoryReservation none;
  none.resize(5000);
  CHECK(none.try_grow(5000));
  CHECK(none.bytes() == 0);
}

TEST_CASE("memory budget: many threads never have more than the limit together") {
  MemoryBudget budget(1000);
  std::atomic<bool> exceeded{false};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        if (!budget.try_reserve(300)) continue;
        if (budget.used() > 1000) exceeded = true;
        budget.release(300);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(exceeded);
  CHECK(budget.used() == 0);
}
