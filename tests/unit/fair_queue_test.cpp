// SPDX-License-Identifier: MIT
#include "base/fair_queue.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using Queue = base::FairQueue<std::string>;

std::vector<std::string> all_of(Queue& queue) {
  std::vector<std::string> all;
  while (auto next = queue.pop()) all.push_back(*next);
  return all;
}

}  // namespace

TEST_CASE("fair queue: one address alone is served in the order it came") {
  Queue queue(10);
  for (const char* entry : {"1", "2", "3"}) CHECK_FALSE(queue.push({"10.0.0.1", "ann"}, entry));
  CHECK(queue.size() == 3);
  CHECK(all_of(queue) == std::vector<std::string>{"1", "2", "3"});
  CHECK(queue.size() == 0);
  CHECK(queue.addresses() == 0);
}

TEST_CASE("fair queue: who comes after a crowd of another address is the second to be served") {
  Queue queue(1000);
  for (int i = 0; i < 350; ++i) queue.push({"10.0.0.1", std::to_string(i)}, "greedy");
  queue.push({"10.0.0.2", "ann"}, "honest");
  CHECK(queue.pop() == "greedy");
  CHECK(queue.pop() == "honest");
  CHECK(queue.size() == 349);
}

TEST_CASE("fair queue: behind one address the accounts take turns") {
  Queue queue(1000);
  for (int i = 0; i < 100; ++i) queue.push({"10.0.0.1", "greedy"}, "greedy");
  for (const char* name : {"ann", "bob"}) queue.push({"10.0.0.1", name}, name);
  CHECK(queue.pop() == "greedy");
  CHECK(queue.pop() == "ann");
  CHECK(queue.pop() == "bob");
  CHECK(queue.pop() == "greedy");
}

TEST_CASE("fair queue: an address that has been served comes after those that wait") {
  Queue queue(10);
  queue.push({"a", ""}, "a1");
  queue.push({"b", ""}, "b1");
  CHECK(queue.pop() == "a1");
  queue.push({"a", ""}, "a2");
  queue.push({"c", ""}, "c1");
  CHECK(all_of(queue) == std::vector<std::string>{"b1", "a2", "c1"});
}

TEST_CASE("fair queue: nothing is refused before the queue is full, then the newest of the longest goes") {
  Queue queue(4);
  for (const char* entry : {"1", "2", "3", "4"}) CHECK_FALSE(queue.push({"greedy", "x"}, entry));
  CHECK(queue.push({"honest", ""}, "h1") == "4");
  CHECK(queue.push({"greedy", "x"}, "5") == "5");
  CHECK(queue.push({"honest", ""}, "h2") == "3");
  CHECK(queue.push({"third", ""}, "t1") == "h2");  // of two that are equally long the one that came later
  CHECK(queue.size() == 4);
  CHECK(all_of(queue) == std::vector<std::string>{"1", "h1", "t1", "2"});
}

TEST_CASE("fair queue: of the longest address the account with the most loses") {
  Queue queue(3);
  queue.push({"hall", "ann"}, "ann");
  queue.push({"hall", "greedy"}, "g1");
  queue.push({"hall", "greedy"}, "g2");
  CHECK(queue.push({"hall", "bob"}, "bob") == "g2");
}

TEST_CASE("fair queue: a lower rank comes first, and a higher one not never") {
  Queue queue(1000);
  const auto rank = [](std::string_view address) { return address == "bad" ? 2 : 0; };
  for (int i = 0; i < 20; ++i) {
    queue.push({"bad", ""}, "bad");
    queue.push({"good", ""}, "good");
  }
  std::vector<std::string> served;
  for (int i = 0; i < 16; ++i) served.push_back(*queue.pop(rank));
  CHECK(std::ranges::count(served, "good") >= 14);
  CHECK(std::ranges::count(served, "bad") >= 1);
}

TEST_CASE("fair queue: of one rank addresses with few entries come first, the others in turn") {
  Queue queue(1000);
  for (const char* flood : {"flood1", "flood2", "flood3"}) {
    for (int i = 0; i < 17; ++i) queue.push({flood, ""}, flood);
  }
  queue.push({"newcomer", ""}, "newcomer");
  const auto same = [](std::string_view) { return 1; };
  CHECK(queue.pop(same) == "newcomer");
  std::vector<std::string> served;
  for (int i = 0; i < 12; ++i) served.push_back(*queue.pop(same));
  for (const char* flood : {"flood1", "flood2", "flood3"}) CHECK(std::ranges::count(served, flood) == 4);
}

TEST_CASE("fair queue: what is removed leaves nothing behind") {
  Queue queue(3);
  queue.push({"a", "x"}, "stays");
  queue.push({"a", "y"}, "goes");
  queue.push({"b", ""}, "goes");
  const auto removed = queue.remove_if([](const std::string& entry) { return entry == "goes"; });
  CHECK(removed.size() == 2);
  CHECK(queue.size() == 1);
  CHECK(queue.addresses() == 1);
  CHECK_FALSE(queue.push({"b", ""}, "again"));
  CHECK(all_of(queue) == std::vector<std::string>{"stays", "again"});
}
