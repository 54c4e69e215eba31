// SPDX-License-Identifier: MIT
// More connections than there may be.

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;

constexpr auto greedy = "127.0.0.2", honest = "127.0.0.3";
const std::string get = "GET / HTTP/1.1\r\nHost: box\r\n\r\n";

class FullServer {
 public:
  explicit FullServer(std::size_t most) : server_(answer, limited(most)) {}
  RawClient client(const char* address) const { return RawClient(server_.port(), 0, address); }
  std::uint16_t port() const { return server_.port(); }
  http::ServerStats figures() const { return server_.figures(); }

 private:
  static http::Response answer(http::Request&) { return http::json(200, "{}"); }
  static http::ServerOptions limited(std::size_t most) {
    http::ServerOptions options;
    options.max_connections = most;
    return options;
  }

  support::TestServer server_;
};

}  // namespace

TEST_CASE("connection limit: idle ones of one address keep nobody at another out, and nobody else's go") {
  constexpr int most = 40;
  FullServer server(most);
  RawClient early = server.client(honest);
  REQUIRE(early.ask(get));
  std::vector<RawClient> idle;
  for (int i = 0; i < 3 * most; ++i) idle.push_back(server.client(greedy));
  std::vector<RawClient> later;
  for (int i = 0; i < 10; ++i) {
    later.push_back(server.client(honest));
    const auto reply = later.back().ask(get);
    REQUIRE(reply);
    CHECK(reply->status == 200);
  }
  REQUIRE(early.ask(get));  // though it was the oldest
  for (RawClient& one : later) REQUIRE(one.ask(get));
  CHECK(idle.front().ended());
  const auto figures = server.figures();
  CHECK(figures.evicted_connections + figures.refused_connections >= 2 * most);
  CHECK(figures.connections <= most + most / 4 + 16);
}

TEST_CASE("connection limit: behind one address the oldest idle one goes, and requests are answered") {
  constexpr int most = 20;
  FullServer server(most);
  std::vector<RawClient> clients;
  for (int i = 0; i < 2 * most; ++i) {
    clients.push_back(server.client(greedy));
    const auto reply = clients.back().ask(get);
    REQUIRE(reply);
    CHECK(reply->status == 200);
  }
  CHECK(clients.front().ended());
  REQUIRE(clients.back().ask(get));
}

TEST_CASE("connection limit: half a request makes room, too, and hears that it did") {
  constexpr int most = 20;
  FullServer server(most);
  std::vector<RawClient> half;
  for (int i = 0; i < most; ++i) {
    half.push_back(server.client(greedy));
    REQUIRE(half.back().send("POST / HTTP/1.1\r\nHost: box\r\nContent-Length: 10\r\n\r\nhalf"));
  }
  for (int i = 0; i < 1000 && server.figures().connections < most; ++i) std::this_thread::sleep_for(5ms);
  std::this_thread::sleep_for(200ms);
  RawClient client = server.client(honest);
  REQUIRE(client.ask(get));
  int told = 0;
  for (RawClient& one : half) {
    if (!one.hears_within(0ms)) continue;
    const auto reply = one.read();
    REQUIRE(reply);
    CHECK(reply->status == 503);
    CHECK(base::parse_int(reply->field("retry-after")).value_or(0) >= 1);
    ++told;
  }
  CHECK(told == 1);
}
