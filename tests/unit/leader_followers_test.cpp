// SPDX-License-Identifier: MIT
#include "http/server/leader_followers.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using http::LeaderFollowers;

namespace {

void wait_until_waiting(const LeaderFollowers& lookout, std::size_t many) {
  while (lookout.waiting() < many) std::this_thread::yield();
}

}  // namespace

TEST_CASE("lookout: there are as many on watch as places, and one who has a place keeps it") {
  LeaderFollowers lookout(2);
  LeaderFollowers::Leadership first(lookout), second(lookout), third(lookout);
  CHECK(first.acquire(0ms));
  CHECK(first.acquire(0ms));
  CHECK(second.acquire(0ms));
  CHECK_FALSE(third.acquire(1ms));
  CHECK_FALSE(first.release());  // nobody waits: the place is free
  CHECK(first.release());        // there is nothing left to hand on
  CHECK(third.acquire(0ms));
}

TEST_CASE("lookout: a place goes to the one that has waited least") {
  LeaderFollowers lookout(1);
  std::vector<int> order;
  LeaderFollowers::Leadership mine(lookout);
  CHECK(mine.acquire(0ms));
  std::vector<std::thread> others;
  for (std::size_t number = 0; number < 3; ++number) {
    others.emplace_back([&, number] {
      LeaderFollowers::Leadership watch(lookout);
      if (watch.acquire(10s)) order.push_back(static_cast<int>(number));
    });
    wait_until_waiting(lookout, number + 1);
  }
  CHECK(mine.release());
  for (std::thread& other : others) other.join();
  CHECK(order == std::vector<int>{2, 1, 0});
}

TEST_CASE("lookout: who gives up waiting is not called") {
  LeaderFollowers lookout(1);
  LeaderFollowers::Leadership mine(lookout), other(lookout);
  CHECK(mine.acquire(0ms));
  CHECK_FALSE(other.acquire(1ms));
  CHECK(lookout.waiting() == 0);
  CHECK_FALSE(mine.release());
  CHECK(other.acquire(0ms));
}

TEST_CASE("lookout: an added place is there until the next is given back") {
  LeaderFollowers lookout(1);
  LeaderFollowers::Leadership first(lookout), second(lookout), third(lookout);
  CHECK(first.acquire(0ms));
  CHECK_FALSE(lookout.add_temporary_leader());
  CHECK_FALSE(lookout.add_temporary_leader());  // the free one is still there
  CHECK(second.acquire(0ms));
  CHECK(first.release());
  CHECK_FALSE(third.acquire(1ms));
  CHECK_FALSE(second.release());
  CHECK(third.acquire(0ms));
}
