// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/process_stats.h"
#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::TestServer;
using Clock = std::chrono::steady_clock;

// Method, path and body of the request, as the handler found them.
http::Response echo(http::Request& request) {
  return http::json(200, std::string(request.method) + " " + request.path + " " + read_all(*request.body));
}

std::string get(int number) { return "GET /" + std::to_string(number) + " HTTP/1.1\r\nHost: box\r\n\r\n"; }
std::string answer_to(int number) { return "GET /" + std::to_string(number) + " "; }

constexpr std::size_t little_memory = support::sanitized ? 256 << 20 : 8 << 20;

http::Response large_file(http::Request&) {
  const int file = memfd_create("large", MFD_CLOEXEC);
  if (ftruncate(file, 64 << 20) != 0) throw std::runtime_error("no large file");
  http::Response response;
  response.file = http::FileRange{std::make_shared<base::Descriptor>(file), 0, 64 << 20};
  return response;
}

}  // namespace

TEST_CASE("keep-alive: pipelined requests are answered in their order") {
  TestServer server(echo);
  RawClient client(server.port());
  REQUIRE(client.send(
      get(1) + "POST /2 HTTP/1.1\r\nHost: box\r\nContent-Length: 5\r\n\r\nhello" + get(3) +
      "PUT /4 HTTP/1.1\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + get(5)));
  for (const std::string expected : {"GET /1 ", "POST /2 hello", "GET /3 ", "PUT /4 abc", "GET /5 "}) {
    const auto reply = client.read();
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->body == expected);
    CHECK_FALSE(reply->closes());
  }
}

TEST_CASE("keep-alive: a thousand requests in one go are all answered, in their order") {
  TestServer server(echo);
  RawClient client(server.port());
  std::string all;
  for (int i = 0; i < 1000; ++i) all += get(i);
  REQUIRE(client.send(all));
  for (int i = 0; i < 1000; ++i) {
    const auto reply = client.read();
    REQUIRE(reply);
    REQUIRE(reply->body == answer_to(i));
  }
}

TEST_CASE("keep-alive: a client that pipelines requests does not keep a worker to itself") {
  std::atomic<bool> other_sent = false;
  std::atomic<int> answered = 0, before_other = 0;
  http::ServerOptions options;
  options.workers = options.leaders = 1;
  TestServer server(
      [&](http::Request& request) {
        while (request.path == "/0" && !other_sent) std::this_thread::sleep_for(1ms);
        if (request.path == "/other") {
          before_other = answered.load();
        } else {
          ++answered;
        }
        return echo(request);
      },
      options);
  RawClient greedy(server.port()), other(server.port());
  std::string all;
  for (int i = 0; i < 100; ++i) all += get(i);
  REQUIRE(greedy.send(all));
  REQUIRE(other.send("GET /other HTTP/1.1\r\nHost: box\r\n\r\n"));
  other_sent = true;
  REQUIRE(other.read());
  for (int i = 0; i < 100; ++i) REQUIRE(greedy.read()->body == answer_to(i));
  CHECK(before_other < 20);
}

TEST_CASE("keep-alive: a head may come byte by byte") {
  TestServer server(echo);
  RawClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    for (const char c : get(i)) {
      REQUIRE(client.send({&c, 1}));
      std::this_thread::sleep_for(200us);
    }
    const auto reply = client.read();
    REQUIRE(reply);
    CHECK(reply->body == answer_to(i));
  }
}

TEST_CASE("keep-alive: an empty line before a request is passed over") {
  TestServer server(echo);
  RawClient client(server.port());
  const auto first = client.ask(get(1) + "\r\n");
  const auto second = client.ask(get(2));
  REQUIRE(second);
  CHECK(second->body == answer_to(2));
}

TEST_CASE("keep-alive: the connection ends after the answer when the client wishes so") {
  TestServer server(echo);
  for (const std::string head : {"GET / HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n",
                                 "GET / HTTP/1.1\r\nHost: box\r\nConnection: TE, Close\r\n\r\n",
                                 "GET / HTTP/1.0\r\nHost: box\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client(server.port());
    const auto reply = client.ask(head);
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->closes());
    CHECK(client.ended());
  }
}

TEST_CASE("keep-alive: a client of HTTP/1.0 that asks for it is told that the connection stays") {
  TestServer server(echo);
  RawClient client(server.port());
  for (const int i : {1, 2}) {
    const auto reply =
        client.ask("GET /" + std::to_string(i) + " HTTP/1.0\r\nHost: box\r\nConnection: Keep-Alive\r\n\r\n");
    REQUIRE(reply);
    CHECK(reply->field("connection") == "keep-alive");
  }
  const auto modern = client.ask(get(3));
  REQUIRE(modern);
  CHECK_FALSE(modern->has("connection"));
}

TEST_CASE("keep-alive: a crowd of silent and half-sent connections costs no thread and little memory") {
  const std::size_t threads_before = support::threads();
  http::ServerOptions options;
  options.workers = 4;
  TestServer server(echo, options);
  CHECK(RawClient(server.port()).ask(get(0)));
  const std::size_t bytes_before = support::resident_bytes();

  std::vector<RawClient> idle, half;
  for (int i = 0; i < 1000; ++i) REQUIRE(idle.emplace_back(server.port()).ask(get(i)));
  for (int i = 0; i < 200; ++i) {
    REQUIRE(half.emplace_back(server.port()).send("GET /half HTTP/1.1\r\nHost: box\r\nX-Half:"));
  }

  const auto fresh = RawClient(server.port()).ask(get(7));
  REQUIRE(fresh);
  CHECK(fresh->body == answer_to(7));
  CHECK(support::threads() <=
        threads_before + 7);  // the workers, the listener, a spare one or two: not one each
  CHECK(support::resident_bytes() < bytes_before + little_memory);

  for (RawClient& client : half) {
    const auto reply = client.ask(" way\r\n\r\n");
    REQUIRE(reply);
    CHECK(reply->body == "GET /half ");
  }
  for (std::size_t i = 0; i < idle.size(); i += 50) CHECK(idle[i].ask(get(1)));
}

TEST_CASE("keep-alive: a burst of connections is served at once") {
  TestServer server(echo);
  const auto begun = Clock::now();
  std::vector<RawClient> burst;
  for (int i = 0; i < 400; ++i) burst.emplace_back(server.port());
  for (RawClient& client : burst) REQUIRE(client.send(get(1)));
  for (RawClient& client : burst) REQUIRE(client.read());
  // With a short accept queue the system would make some try again after a second, then two, then four.
  CHECK(Clock::now() - begun < 2s);
}

TEST_CASE("keep-alive: no connection outstays its deadline") {
  http::ServerOptions options;
  options.head_seconds = 1;
  options.keep_alive_seconds = 1;
  options.silence_seconds = 1;
  TestServer server(
      [](http::Request& request) { return request.path == "/file" ? large_file(request) : echo(request); },
      options);
  const auto begun = Clock::now();
  RawClient never_asks(server.port()), asked_once(server.port()), half(server.port()), drips(server.port()),
      reads_nothing(server.port(), 4096);
  CHECK(reads_nothing.send("GET /file HTTP/1.1\r\nHost: box\r\n\r\n"));
  CHECK(asked_once.ask(get(1)));
  CHECK(half.send("GET / HTTP/1.1\r\nHost:"));
  bool taken = drips.send("GET / HTTP/1.1\r\nX: ");
  while (taken && !drips.hears_within(100ms) && Clock::now() - begun < 5s) taken = drips.send("x");
  CHECK(drips.ended());  // the deadline is for the whole head, not for the next byte
  CHECK(never_asks.ended());
  CHECK(asked_once.ended());
  CHECK(half.ended());
  const auto took = Clock::now() - begun;
  CHECK(took > 900ms);
  CHECK(took < 3s);
  std::this_thread::sleep_until(begun + 1800ms);
  CHECK_FALSE(reads_nothing.read());  // what was under way, and then the end
}

TEST_CASE("keep-alive: where there are as many connections as allowed, an idle one makes room") {
  http::ServerOptions options;
  options.max_connections = 2;
  TestServer server(echo, options);
  {
    RawClient first(server.port()), second(server.port());
    CHECK(first.ask(get(1)));
    CHECK(second.ask(get(2)));
    RawClient third(server.port());
    CHECK(third.ask(get(3)));
    const bool first_lives = first.ask(get(4)).has_value(), second_lives = second.ask(get(4)).has_value();
    CHECK(first_lives != second_lives);
  }
  std::optional<support::Reply> reply;
  for (int tries = 0; !reply && tries < 100; ++tries) {
    std::this_thread::sleep_for(10ms);
    reply = RawClient(server.port()).ask(get(5));
  }
  CHECK(reply);
}

TEST_CASE("keep-alive: stop takes seconds whatever the connections are doing, and frees the port") {
  std::atomic<bool> cut_off{false};
  TestServer server([&](http::Request& request) {
    if (request.path == "/file") return large_file(request);
    try {
      return echo(request);
    } catch (const http::HttpError&) {
      cut_off = true;
      throw;
    }
  });
  RawClient idle(server.port()), half(server.port()), uploads(server.port()), reads(server.port(), 4096);
  CHECK(idle.ask(get(1)));
  CHECK(half.send("GET / HTTP/1.1\r\nHo"));
  CHECK(uploads.send("POST /up HTTP/1.1\r\nHost: box\r\nContent-Length: 1000000\r\n\r\nsome"));
  CHECK(reads.send("GET /file HTTP/1.1\r\nHost: box\r\n\r\n"));
  CHECK(reads.hears_within(5s));

  const auto begun = Clock::now();
  server.stop();
  CHECK(Clock::now() - begun < 5s);
  CHECK(cut_off);
  CHECK_THROWS(RawClient(server.port()));

  http::ServerOptions same;
  same.port = server.port();
  TestServer next(echo, same);
  CHECK(next.port() == server.port());
  CHECK(RawClient(next.port()).ask(get(2)));
}

TEST_CASE("keep-alive: a request under way is answered before stop returns") {
  std::atomic<bool> begun{false};
  TestServer server([&](http::Request& request) {
    begun = true;
    std::this_thread::sleep_for(300ms);
    return echo(request);
  });
  RawClient client(server.port());
  CHECK(client.send(get(1)));
  while (!begun) std::this_thread::sleep_for(1ms);
  server.stop();
  const auto reply = client.read();
  REQUIRE(reply);
  CHECK(reply->body == answer_to(1));
  CHECK(reply->closes());
}

TEST_CASE("keep-alive: a port in use, or an address that is not ours, cannot be listened on") {
  TestServer server(echo);
  http::ServerOptions options = TestServer::local({});
  options.port = server.port();
  http::Server second(options, echo);
  try {
    second.start();
    FAIL("two servers on one port");
  } catch (const http::ListenError& refused) {
    CHECK(std::string(refused.what()).find(std::to_string(options.port)) != std::string::npos);
    CHECK(std::string(refused.what()).find("in use") != std::string::npos);
  }
  CHECK(RawClient(server.port()).ask(get(1)));

  options.address = "192.0.2.1";
  http::Server elsewhere(options, echo);
  CHECK_THROWS_AS(elsewhere.start(), http::ListenError);
}
