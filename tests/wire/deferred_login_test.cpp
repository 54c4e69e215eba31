// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/server/server.h"
#include "support/raw_client.h"

namespace {

using namespace std::chrono_literals;

// Sign-ins as the API has them: a slot each or none, and an answer that takes until the test says `go`.
class Door {
 public:
  http::Response answer(http::Request& request) {
    if (request.method == "GET") return http::json(200, "{}");
    if (!request.has_slot) return http::deferred({});
    const int inside = ++inside_;
    max_active_ = std::max(max_active_.load(), inside);
    std::string body = http::read_all(*request.body);
    for (int i = 0; i < 10'000 && !going_; ++i) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(1ms);
    --inside_;
    return http::json(200, std::move(body));
  }
  void go() { going_ = true; }
  int max_active() const { return max_active_; }

 private:
  std::atomic<int> inside_{0}, max_active_{0};
  std::atomic<bool> going_{false};
};

}  // namespace

TEST_CASE("postponed: a crowd gets through a narrow door, all of it, and nobody else waits") {
  Door door;
  http::ServerOptions options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.workers = 3;  // one is left, unless those who wait in line take it
  options.slots = 2;
  http::Server server(options, [&](http::Request& request) { return door.answer(request); });
  server.start();

  std::atomic<int> good{0};
  std::vector<std::thread> crowd;
  for (int n = 0; n < 60; ++n) {
    crowd.emplace_back([&, n] {
      support::RawClient client(server.port());
      const std::string body = "phone " + std::to_string(n);
      client.send("POST /login/ HTTP/1.1\r\nHost: box\r\nContent-Length: " + std::to_string(body.size()) +
                  "\r\n\r\n" + body);
      if (const auto reply = client.read(); reply && reply->body == body) ++good;
    });
  }
  std::this_thread::sleep_for(50ms);  // the door is crowded now
  support::RawClient other(server.port());
  other.send("GET / HTTP/1.1\r\nHost: box\r\n\r\n");
  const auto reply = other.read();
  CHECK(good == 0);  // it did not have to wait for them
  door.go();
  for (std::thread& one : crowd) one.join();
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(good == 60);
  CHECK(door.max_active() <= 2);
}

TEST_CASE("postponed: what waits in line does not keep the server from stopping") {
  http::ServerOptions options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.slots = 0;
  http::Server server(options, [](http::Request&) { return http::deferred({}); });
  server.start();
  support::RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: box\r\nContent-Length: 0\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  server.stop();
}

namespace {

// One slot, which stays taken until the test says `go`; then the requests are served one by one.
class OneSlot {
 public:
  explicit OneSlot(std::size_t max_connections = 4000, std::function<int(std::string_view)> rank = {}) {
    http::ServerOptions options;
    options.address = "127.0.0.1";
    options.port = 0;
    options.slots = 1;
    options.max_connections = max_connections;
    if (rank) options.rank = std::move(rank);
    server_.emplace(options, [this](http::Request& request) { return answer(request); });
    server_->start();
    first_.emplace(client("127.0.0.2"));
    first_->send(request("first"));
    until([&] { return busy_.load(); });
  }
  support::RawClient client(const char* from) const { return support::RawClient(server_->port(), 0, from); }
  // As of an account of this name.
  static std::string request(const std::string& name) {
    return "POST /" + name + " HTTP/1.1\r\nHost: box\r\nContent-Length: 2\r\n\r\n{}";
  }
  // Clients that wait for the slot, in this order.
  support::RawClient& waiting(const char* from, const std::string& name) {
    const auto before = figures().postponed + figures().refused_postponed;
    support::RawClient& made = clients_.emplace_back(client(from));
    REQUIRE(made.send(request(name)));
    until([&] { return figures().postponed + figures().refused_postponed > before; });
    return made;
  }
  http::ServerStats figures() const { return server_->stats(); }
  // The names, in the order in which they were served.
  std::vector<std::string> served(std::size_t count) {
    going_ = true;
    const auto all = [&] {
      const std::lock_guard lock(mutex_);
      return served_.size() >= count;
    };
    until(all);
    const std::lock_guard lock(mutex_);
    return served_;
  }
  template <class Condition>
  static void until(const Condition& condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
    REQUIRE(condition());
  }

 private:
  http::Response answer(http::Request& request) {
    if (!request.has_slot) return http::deferred({request.path});
    busy_ = true;
    for (int i = 0; i < 10'000 && !going_; ++i) std::this_thread::sleep_for(1ms);
    const std::lock_guard lock(mutex_);
    served_.push_back(request.path.substr(1));
    return http::json(200, "{}");
  }

  std::optional<http::Server> server_;
  std::optional<support::RawClient> first_;
  std::deque<support::RawClient> clients_;
  std::atomic<bool> busy_{false}, going_{false};
  std::mutex mutex_;
  std::vector<std::string> served_;
};

}  // namespace

TEST_CASE("postponed: addresses with few requests come first, then addresses and accounts in turn") {
  OneSlot box;
  for (int i = 0; i < 20; ++i) box.waiting("127.0.0.2", "greedy");
  box.waiting("127.0.0.2", "neighbour");
  box.waiting("127.0.0.3", "honest");
  const auto served = box.served(23);
  CHECK(served[1] == "honest");
  CHECK(served[2] == "greedy");
  CHECK(served[3] == "neighbour");
}

TEST_CASE("postponed: addresses of a higher rank come after the others") {
  OneSlot box(4000, [](std::string_view address) { return address == "127.0.0.3" ? 0 : 2; });
  for (int i = 0; i < 3; ++i) box.waiting("127.0.0.2", "bad");
  for (int i = 0; i < 3; ++i) box.waiting("127.0.0.3", "good");
  const auto served = box.served(7);
  CHECK(served == std::vector<std::string>{"first", "good", "good", "good", "bad", "bad", "bad"});
}

TEST_CASE("postponed: who has gone is not served, and waits no more") {
  OneSlot box;
  for (int i = 0; i < 10; ++i) box.client("127.0.0.2").send(OneSlot::request("gone"));
  OneSlot::until([&] { return box.figures().connections == 1 && box.figures().postponed == 0; });
  box.waiting("127.0.0.2", "there");
  box.client("127.0.0.2").send(OneSlot::request("gone"));
  box.waiting("127.0.0.2", "again");
  CHECK(box.served(3) == std::vector<std::string>{"first", "there", "again"});
}

TEST_CASE("postponed: when too many wait, the newest of the address with the most is told to come back") {
  OneSlot box(16);  // of which a quarter may wait
  std::vector<support::RawClient*> greedy;
  for (int i = 0; i < 4; ++i) greedy.push_back(&box.waiting("127.0.0.2", "greedy"));
  CHECK(box.figures().refused_postponed == 0);
  support::RawClient& honest = box.waiting("127.0.0.3", "honest");
  const auto refused = greedy.back()->read();
  REQUIRE(refused);
  CHECK(refused->status == 503);
  CHECK(base::parse_int(refused->field("retry-after")).value_or(0) >= 1);
  CHECK(box.figures().refused_postponed == 1);
  box.served(5);
  const auto reply = honest.read();
  REQUIRE(reply);
  CHECK(reply->status == 200);
}
