// SPDX-License-Identifier: MIT
#include "http/server/connection_limiter.h"

#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <vector>

namespace {

using http::Wait;

// Connections that exist for their names alone.
class Table {
 public:
  http::Connection* add(const std::string& address, Wait waits, base::SteadyTime::rep deadline) {
    http::Connection& made = connections_.emplace_back(base::Descriptor(-1), address);
    candidates_.push_back({made.address(), &made, waits, deadline});
    return &made;
  }
  void add_busy(const std::string& address) {
    candidates_.push_back({connections_.emplace_back(base::Descriptor(-1), address).address()});
  }
  std::vector<http::Connection*> evicted(std::size_t most = 1) const {
    return http::connections_to_evict(candidates_, most);
  }

 private:
  std::deque<http::Connection> connections_;
  std::vector<http::ConnectionCandidate> candidates_;
};

// Those that hold so many bytes; answers are stalled whose deadline is before 10.
class MemoryTable {
 public:
  http::Connection* add(const std::string& address, Wait waits, base::SteadyTime::rep deadline,
                        std::uint64_t bytes) {
    http::Connection& made = connections_.emplace_back(base::Descriptor(-1), address);
    candidates_.push_back({made.address(), &made, waits, deadline, bytes});
    return &made;
  }
  void add_busy(const std::string& address, std::uint64_t bytes) {
    candidates_.push_back(
        {.address = connections_.emplace_back(base::Descriptor(-1), address).address(), .bytes = bytes});
  }
  std::vector<http::Connection*> evicted(std::uint64_t bytes) const {
    return http::connections_to_evict_for_memory(candidates_, bytes, 10);
  }

 private:
  std::deque<http::Connection> connections_;
  std::vector<http::ConnectionCandidate> candidates_;
};

}  // namespace

TEST_CASE("connection limiter: the oldest idle one of the address that has the most goes") {
  Table table;
  table.add("honest", Wait::request, 1);
  table.add("greedy", Wait::request, 30);
  auto* const oldest = table.add("greedy", Wait::request, 20);
  table.add("greedy", Wait::rest_of_request, 2);
  table.add("greedy", Wait::output, 3);
  CHECK(table.evicted() == std::vector{oldest});
}

TEST_CASE("connection limiter: half a request goes before an answer that is read slowly") {
  Table table;
  table.add("greedy", Wait::output, 1);
  auto* const half = table.add("greedy", Wait::rest_of_request, 50);
  table.add("honest", Wait::request, 1);
  CHECK(table.evicted() == std::vector{half});
}

TEST_CASE("connection limiter: what a worker has counts and does not go; then others' idle ones do") {
  Table table;
  for (int i = 0; i < 5; ++i) table.add_busy("greedy");
  auto* const idle = table.add("honest", Wait::request, 9);
  CHECK(table.evicted() == std::vector{idle});
  auto* const greedy = table.add("greedy", Wait::output, 99);
  CHECK(table.evicted() == std::vector{greedy});
}

TEST_CASE("connection limiter: several go at once, but none that the next address could have kept") {
  Table table;
  for (int i = 0; i < 10; ++i) table.add("greedy", Wait::request, i);
  for (int i = 0; i < 7; ++i) table.add("honest", Wait::request, i);
  CHECK(table.evicted(64).size() == 3);
  CHECK(table.evicted(2).size() == 2);
  CHECK(table.evicted(0).size() == 1);
}

TEST_CASE("connection limiter: among equals the oldest of all goes, and nobody where nobody waits") {
  Table table;
  CHECK(table.evicted().empty());
  table.add_busy("a");
  CHECK(table.evicted().empty());
  table.add("b", Wait::request, 5);
  auto* const oldest = table.add("c", Wait::request, 4);
  CHECK(table.evicted(64) == std::vector{oldest});
}

TEST_CASE("connection limiter: for memory an answer that nothing is read of goes first") {
  MemoryTable table;
  table.add("greedy", Wait::output, 50, 500);
  auto* const stalled = table.add("other", Wait::output, 9, 10);
  CHECK(table.evicted(5) == std::vector{stalled});
}

TEST_CASE(
    "connection limiter: for memory the address that holds the most gives, answers before half requests") {
  MemoryTable table;
  table.add("honest", Wait::output, 20, 100);
  auto* const idle = table.add("greedy", Wait::request, 30, 40);
  auto* const half = table.add("greedy", Wait::rest_of_request, 40, 40);
  auto* const newer = table.add("greedy", Wait::output, 60, 40);
  auto* const older = table.add("greedy", Wait::output, 50, 40);
  table.add("greedy", Wait::request, 1, 0);  // holds nothing
  CHECK(table.evicted(40) == std::vector{older});
  CHECK(table.evicted(41) == std::vector{older, newer});
  CHECK(table.evicted(160) == std::vector{older, newer, half, idle});
  CHECK(table.evicted(9999).size() == 5);
}

TEST_CASE("connection limiter: for memory nobody goes who holds little beside others, whom a worker has") {
  MemoryTable table;
  table.add("honest", Wait::output, 20, 100);
  table.add_busy("greedy", 1000);
  CHECK(table.evicted(500).empty());
}
