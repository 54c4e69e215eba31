// SPDX-License-Identifier: MIT

// What connections hold is counted, and ended where it is too much.

#include "base/memory_budget.h"

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <string>
#include <thread>

#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::TestServer;

constexpr std::uint64_t megabyte = 1 << 20;
constexpr int small_buffer = 4096;
constexpr auto large = "GET /large HTTP/1.1\r\nHost: box\r\n\r\n";
constexpr auto small = "GET /small HTTP/1.1\r\nHost: box\r\n\r\n";
constexpr auto greedy = "127.0.0.66";

// A server whose large answers have 8 MB: more than sockets hold.
struct CountedServer {
  explicit CountedServer(std::uint64_t limit) : budget(limit), server(answer, options()) {}
  static http::Response answer(http::Request& request) {
    if (request.path == "/small") return http::json(200, "{}");
    return http::json(200, std::string(8 * megabyte, ' '));
  }
  http::ServerOptions options() {
    http::ServerOptions options;
    options.memory = &budget;
    return options;
  }
  bool is_answered(const char* from = "127.0.0.1") const {
    const auto reply = RawClient(server.port(), 0, from).ask(small);
    return reply && reply->body == "{}";
  }
  template <class Holds>
  bool soon(Holds holds) const {
    for (int i = 0; i < 1000 && !holds(); ++i) std::this_thread::sleep_for(5ms);
    return holds();
  }

  base::MemoryBudget budget;
  TestServer server;
};

std::string half_a_head() { return "GET /small HTTP/1.1\r\nHost: box\r\nX: " + std::string(20'000, 'x'); }

}  // namespace

TEST_CASE("memory budget: what a slow reader holds is counted until it leaves or has read it") {
  CountedServer box(100 * megabyte);
  {
    RawClient reader(box.server.port(), small_buffer);
    CHECK(reader.send(large));
    CHECK(box.soon([&] { return box.budget.used() > 8 * megabyte; }));
    RawClient leaves(box.server.port(), small_buffer);
    CHECK(leaves.send(large));
    CHECK(box.soon([&] { return box.budget.used() > 16 * megabyte; }));
    const auto reply = reader.read();
    REQUIRE(reply);
    CHECK(reply->body.size() == 8 * megabyte);
    CHECK(reader.ask(small));  // on the same connection, which holds little by now
    CHECK(box.soon([&] { return box.budget.used() < 9 * megabyte; }));
  }
  CHECK(box.soon([&] { return box.budget.used() == 0; }));
  CHECK(box.server.figures().evicted_for_memory == 0);
}

TEST_CASE(
    "memory budget: slow readers are ended where there is no more room, and small requests are answered") {
  CountedServer box(20 * megabyte);
  std::deque<RawClient> readers;
  for (int i = 0; i < 12; ++i) {
    readers.emplace_back(box.server.port(), small_buffer, greedy);
    CHECK(readers.back().send(large));
    CHECK(readers.back().hears_within(10s));
    CHECK(box.is_answered());
    CHECK(box.is_answered(greedy));
  }
  CHECK(box.soon([&] { return box.budget.used() <= box.budget.limit(); }));
  CHECK(box.server.figures().evicted_for_memory >= 9);
  CHECK_FALSE(readers.front().read());  // cut off in the middle
  readers.clear();
  CHECK(box.soon([&] { return box.budget.used() == 0; }));
}

TEST_CASE("memory budget: half requests go first of the address that holds the most") {
  CountedServer box(4 * megabyte);
  RawClient honest(box.server.port(), 0, "127.0.0.2");
  CHECK(honest.send(half_a_head()));
  CHECK(box.soon([&] { return box.budget.used() > 16'000; }));
  std::deque<RawClient> half;
  for (int i = 0; i < 300; ++i) {
    half.emplace_back(box.server.port(), 0, greedy);
    CHECK(half.back().send(half_a_head()));
  }
  CHECK(box.soon([&] { return box.server.figures().evicted_for_memory > 10; }));
  CHECK(box.soon([&] { return box.budget.used() <= box.budget.limit(); }));
  const auto reply = honest.ask("\r\nConnection: close\r\n\r\n");
  REQUIRE(reply);
  CHECK(reply->status == 200);
  half.clear();
  CHECK(box.soon([&] { return box.budget.used() == 0; }));
}

TEST_CASE("memory budget: what a handler asks for is made room for at a slow reader's expense") {
  CountedServer box(10 * megabyte);
  RawClient reader(box.server.port(), small_buffer, greedy);
  CHECK(reader.send(large));
  CHECK(box.soon([&] { return box.budget.used() > 8 * megabyte; }));
  base::MemoryReservation work(&box.budget);
  CHECK(work.try_grow(4 * megabyte));
  CHECK_FALSE(work.try_grow(7 * megabyte));
  CHECK(box.server.figures().evicted_for_memory == 1);
}
