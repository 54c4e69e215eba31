// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::TestServer;
using Clock = std::chrono::steady_clock;

// /echo gives the body back, /count its size, /refuse looks at nothing, /cap takes 1,000 bytes at most.
http::Response answer(http::Request& request) {
  if (request.path == "/refuse") throw http::error_response(401, "Who are you?");
  if (request.path == "/cap") {
    if (request.body->length().value_or(0) > 1000)
      throw http::error_response(413, "The request is too large.");
    request.body->set_limit(1000);
  }
  const std::string body = read_all(*request.body);
  return http::json(200, request.path == "/count" ? std::to_string(body.size()) : body);
}

std::string post(std::string_view path, std::string_view fields, std::string_view body = {}) {
  std::string text = "POST ";
  return text.append(path)
      .append(" HTTP/1.1\r\nHost: box\r\n")
      .append(fields)
      .append("\r\n\r\n")
      .append(body);
}
std::string counted(std::string_view path, std::size_t length) {
  return post(path, "Content-Length: " + std::to_string(length));
}
std::string chunked(std::string_view path) { return post(path, "Transfer-Encoding: chunked"); }
std::string chunk(std::size_t size) {
  char hex[20];
  return std::string(hex, static_cast<std::size_t>(std::snprintf(hex, sizeof hex, "%zx\r\n", size))) +
         std::string(size, 'x') + "\r\n";
}

// The connection is as good as new.
void check_goes_on(RawClient& client) {
  const auto next = client.ask(counted("/echo", 4) + "next");
  REQUIRE(next);
  CHECK(next->status == 200);
  CHECK(next->body == "next");
}

}  // namespace

TEST_CASE("body: by length, however it is split") {
  TestServer server(answer);
  RawClient client(server.port());
  const std::string request = counted("/echo", 11) + "hello world";
  const std::size_t head = request.size() - 11;
  for (std::size_t split = head - 3; split < request.size(); ++split) {
    CHECK(client.send(request.substr(0, split)));
    std::this_thread::sleep_for(1ms);
    const auto reply = client.ask(request.substr(split));
    REQUIRE(reply);
    CHECK(reply->body == "hello world");
  }
  for (const char c : request) {
    CHECK(client.send({&c, 1}));
    std::this_thread::sleep_for(200us);
  }
  CHECK(client.read());
  check_goes_on(client);
}

TEST_CASE("body: chunked with extensions and trailers, however it is split") {
  TestServer server(answer);
  RawClient client(server.port());
  const std::string body =
      "5;name=value\r\nhello\r\n001\r\n \r\nA;x=\"y\"\r\nworld worl\r\n1\r\nd\r\n0;last\r\nX-Sum: 1\r\nY: "
      "2\r\n\r\n";
  const std::string request = chunked("/echo") + body;
  for (std::size_t split = request.size() - body.size() - 1; split <= request.size(); ++split) {
    CHECK(client.send(request.substr(0, split)));
    std::this_thread::sleep_for(500us);
    const auto reply = client.ask(request.substr(split));
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->body == "hello world world");
  }
  for (const char c : request) {
    CHECK(client.send({&c, 1}));
    std::this_thread::sleep_for(200us);
  }
  CHECK(client.read());
  check_goes_on(client);
}

TEST_CASE("body: large ones arrive whole") {
  TestServer server(answer);
  RawClient client(server.port());
  const std::string many(5'000'000, 'a');
  auto reply = client.ask(counted("/count", many.size()) + many);
  REQUIRE(reply);
  CHECK(reply->body == "5000000");
  std::string request = chunked("/count");
  for (std::size_t size = 1; size < 2000; ++size) request += chunk(size);
  reply = client.ask(request + "0\r\n\r\n");
  REQUIRE(reply);
  CHECK(reply->body == "1999000");
  check_goes_on(client);
}

TEST_CASE("body: 100 Continue is said when the handler reads, and not to HTTP/1.0") {
  TestServer server(answer);
  RawClient client(server.port());
  for (const std::string framing : {"Content-Length: 3", "Transfer-Encoding: chunked"}) {
    auto reply = client.ask(post("/echo", framing + "\r\nExpect: 100-Continue"));
    REQUIRE(reply);
    CHECK(reply->status == 100);
    reply = client.ask(framing.starts_with("C") ? "abc" : "3\r\nabc\r\n0\r\n\r\n");
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->body == "abc");
  }
  check_goes_on(client);

  RawClient old(server.port());
  const auto reply = old.ask("POST /echo HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
  REQUIRE(reply);
  CHECK(reply->status == 200);
}

TEST_CASE("body: a request refused early gets its answer without 100 Continue") {
  TestServer server(answer);
  for (const auto& [path, status] : {std::pair("/refuse", 401), {"/cap", 413}}) {
    RawClient client(server.port());
    const auto reply = client.ask(post(path, "Content-Length: 5000\r\nExpect: 100-continue"));
    REQUIRE(reply);
    CHECK(reply->status == status);
    CHECK(reply->closes());
    client.end_sending();
    CHECK(client.ended());
  }
}

TEST_CASE("body: who sends on for 50 MB after a refusal still gets to read it") {
  TestServer server(answer);
  const std::string piece(1 << 20, 'x');
  for (const auto& [path, status] : {std::pair("/refuse", 401), {"/cap", 413}}) {
    RawClient client(server.port());
    CHECK(client.send(counted(path, 50 << 20)));
    for (int i = 0; i < 50; ++i) REQUIRE(client.send(piece));
    const auto reply = client.read();
    REQUIRE(reply);
    CHECK(reply->status == status);
    CHECK(reply->closes());
    CHECK(client.ended());
  }
}

TEST_CASE("body: a small one that was refused is passed over when it is there, else the connection ends") {
  TestServer server(answer);
  RawClient client(server.port());
  for (const std::string& request :
       {counted("/refuse", 1000) + std::string(1000, 'x'), chunked("/refuse") + chunk(1000) + "0\r\n\r\n"}) {
    const auto reply = client.ask(request);
    REQUIRE(reply);
    CHECK(reply->status == 401);
    CHECK_FALSE(reply->closes());
    check_goes_on(client);
  }
  const auto reply = client.ask(chunked("/refuse") + chunk(1000));
  REQUIRE(reply);
  CHECK(reply->status == 401);
  CHECK(reply->closes());
}

TEST_CASE("body: one beyond the cap gets 413, by its length or when it comes to it") {
  TestServer server(answer);
  RawClient client(server.port());
  auto reply = client.ask(counted("/cap", 1000) + std::string(1000, 'x'));
  REQUIRE(reply);
  CHECK(reply->status == 200);
  reply = client.ask(counted("/cap", 1001) + std::string(1001, 'x'));
  REQUIRE(reply);
  CHECK(reply->status == 413);
  check_goes_on(client);
  reply = client.ask(chunked("/cap") + chunk(600) + chunk(400) + "0\r\n\r\n");
  REQUIRE(reply);
  CHECK(reply->status == 200);

  CHECK(client.send(chunked("/cap")));
  for (int i = 0; i < 5000; ++i) REQUIRE(client.send(chunk(1000)));
  reply = client.read();
  REQUIRE(reply);
  CHECK(reply->status == 413);
  CHECK(reply->closes());
}

TEST_CASE("body: one that ends early is a 400 in the handler's hands") {
  TestServer server(answer);
  for (const std::string& request :
       {counted("/echo", 10) + "half", counted("/echo", 100'000) + "half", chunked("/echo") + "5\r\nhal",
        chunked("/echo") + "4\r\nhalf\r\n0\r\n", chunked("/echo")}) {
    RawClient client(server.port());
    CHECK(client.send(request));
    client.end_sending();
    const auto reply = client.read();
    REQUIRE(reply);
    CHECK(reply->status == 400);
    CHECK(reply->closes());
    CHECK(client.ended());
  }
}

TEST_CASE("body: the silent and the tricklers are given up with 408, the slow are not") {
  http::ServerOptions options;
  options.silence_seconds = 1;
  TestServer server(answer, options);
  RawClient silent(server.port()), small(server.port()), trickles(server.port()), drops(server.port()),
      slow(server.port());
  CHECK(silent.send(counted("/echo", 100'000) + "x"));
  CHECK(small.send(counted("/echo", 10) + "x"));
  CHECK(trickles.send(counted("/echo", 100'000)));
  CHECK(drops.send(chunked("/echo")));
  CHECK(slow.send(counted("/count", 12'000)));
  const auto begun = Clock::now();
  for (int i = 0; i < 24; ++i) {  // 500 bytes ten times a second: slow; 10 bytes: a trickle
    CHECK(slow.send(std::string(500, 'x')));
    trickles.send("0123456789");
    drops.send("1\r\nx\r\n");
    std::this_thread::sleep_for(100ms);
  }
  for (RawClient* client : {&silent, &small, &trickles, &drops}) {
    CHECK(client->hears_within(0ms));  // while it was still trickling
    const auto reply = client->read();
    REQUIRE(reply);
    CHECK(reply->status == 408);
    CHECK(reply->closes());
  }
  const auto reply = slow.read();
  REQUIRE(reply);
  CHECK(reply->body == "12000");
  CHECK(Clock::now() - begun < 5s);
}

TEST_CASE("body: a handler that takes its time is not taken for a trickling client") {
  http::ServerOptions options;
  options.silence_seconds = 1;
  TestServer server(
      [](http::Request& request) {
        char piece[100];
        std::size_t size = 0;
        while (const std::size_t got = request.body->read(piece, sizeof piece)) {
          size += got;
          std::this_thread::sleep_for(150ms);
        }
        return http::json(200, std::to_string(size));
      },
      options);
  const auto reply = RawClient(server.port()).ask(counted("/", 100) + std::string(100, 'x'));
  REQUIRE(reply);
  RawClient client(server.port());
  CHECK(client.send(counted("/", 800)));
  std::this_thread::sleep_for(50ms);
  const auto slow = client.ask(std::string(800, 'x'));
  REQUIRE(slow);
  CHECK(slow->body == "800");
}

TEST_CASE("body: more than 24 large uploads at once are told to come back, without a byte read") {
  TestServer server(answer);
  constexpr std::size_t size = 100'000;
  std::vector<RawClient> uploads;
  for (int i = 0; i < 24; ++i) {
    REQUIRE(uploads.emplace_back(server.port())
                .ask(post("/count", "Content-Length: 100000\r\nExpect: 100-continue")));
  }
  for (const std::string& request :
       {counted("/count", size) + std::string(size, 'x'), chunked("/count") + "3\r\nabc",
        post("/count", "Content-Length: 100000\r\nExpect: 100-continue")}) {
    RawClient client(server.port());
    const auto refused = client.ask(request);
    REQUIRE(refused);
    CHECK(refused->status == 503);
    const auto seconds = base::parse_int(refused->field("retry-after"));
    REQUIRE(seconds);
    CHECK(*seconds >= 1);
    CHECK(*seconds <= 10);
  }
  const auto small = RawClient(server.port()).ask(counted("/echo", 5) + "small");
  REQUIRE(small);
  CHECK(small->status == 200);
  for (RawClient& upload : uploads) {
    const auto done = upload.ask(std::string(size, 'x'));
    REQUIRE(done);
    CHECK(done->body == "100000");
  }
  const auto now = RawClient(server.port()).ask(counted("/count", size) + std::string(size, 'x'));
  REQUIRE(now);
  CHECK(now->status == 200);
}
