// SPDX-License-Identifier: MIT
#include "base/parallel.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

TEST_CASE("parallel: every job runs once, whatever the number of threads") {
  for (const std::size_t count : {0U, 1U, 3U, 100U}) {
    for (const unsigned at_a_time : {0U, 1U, 2U, 8U}) {
      std::vector<std::atomic<int>> runs(count);
      base::parallel_for(count, at_a_time, [&](std::size_t at) { ++runs[at]; });
      for (const auto& times : runs) CHECK(times == 1);
    }
  }
}

TEST_CASE("parallel: jobs that wait for each other are under way together") {
  std::atomic<int> inside{0};
  base::parallel_for(4, 4, [&](std::size_t) {
    ++inside;
    while (inside < 4) std::this_thread::yield();
  });
  CHECK(inside == 4);
}

TEST_CASE("parallel: what a job throws is thrown, after the others have run") {
  std::atomic<int> runs{0};
  const auto job = [&](std::size_t at) {
    ++runs;
    if (at % 2 == 1) throw std::runtime_error("odd");
  };
  CHECK_THROWS_WITH(base::parallel_for(10, 3, job), "odd");
  CHECK(runs == 10);
}

TEST_CASE("parallel: there is at least one core") { CHECK(base::cpu_count() >= 1); }
