// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "http/server.h"
#include "support/raw_client.h"

namespace {

using namespace std::chrono_literals;

// Logins as the API has them: a place each or none, and an answer that takes until the test says `go`.
class Door {
 public:
  explicit Door(int places) : free_(places) {}
  http::Response answer(http::Request& request) {
    if (request.method == "GET") return http::json(200, "{}");
    if (--free_ < 0) {
      ++free_;
      return http::postponed();
    }
    const int inside = ++inside_;
    most_inside_ = std::max(most_inside_.load(), inside);
    std::string body = http::read_all(*request.body);
    for (int i = 0; i < 10'000 && !going_; ++i) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(1ms);
    --inside_;
    ++free_;
    return http::json(200, std::move(body));
  }
  bool ready() const { return free_ > 0; }
  void go() { going_ = true; }
  int most_inside() const { return most_inside_; }

 private:
  std::atomic<int> free_, inside_{0}, most_inside_{0};
  std::atomic<bool> going_{false};
};

}  // namespace

TEST_CASE("postponed: a crowd gets through a narrow door, all of it, and nobody else waits") {
  Door door(2);
  http::ServerOptions options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.workers = 3;  // one is left, unless those who wait in line take it
  http::Server server(
      options, [&](http::Request& request) { return door.answer(request); }, [&] { return door.ready(); });
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
  CHECK(door.most_inside() <= 2);
}

TEST_CASE("postponed: what waits in line does not keep the server from stopping") {
  http::ServerOptions options;
  options.address = "127.0.0.1";
  options.port = 0;
  http::Server server(
      options, [](http::Request&) { return http::postponed(); }, [] { return false; });
  server.start();
  support::RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: box\r\nContent-Length: 0\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  server.stop();
}
