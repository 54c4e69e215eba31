// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::TestServer;

char byte_at(std::uint64_t at) { return static_cast<char>((at * 2654435761U) >> 13); }

// Of so many bytes that `at` tells; it gives them in odd pieces, and may end before its size.
http::Response stream_of(std::uint64_t size, std::uint64_t given,
                         std::shared_ptr<std::atomic<std::uint64_t>> taken = nullptr) {
  http::Response response;
  response.content_type = "application/x-tar";
  const auto at = std::make_shared<std::uint64_t>(0);
  response.stream = http::stream_of(
      [=](char* to, std::size_t room) {
        const auto left = static_cast<std::size_t>(given - *at);
        const std::size_t count = std::min({room, left, std::size_t{7777}});
        for (std::size_t i = 0; i < count; ++i) to[i] = byte_at(*at + i);
        *at += count;
        if (taken) *taken = *at;
        return count;
      },
      size);
  return response;
}

http::Response unsized_stream_of(std::uint64_t size) {
  http::Response response = stream_of(size, size);
  response.stream->size.reset();
  return response;
}

std::string expected(std::uint64_t size) {
  std::string bytes(size, '\0');
  for (std::uint64_t at = 0; at < size; ++at) bytes[at] = byte_at(at);
  return bytes;
}

std::string ask_for(std::string_view path, std::string_view method = "GET") {
  return std::string(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: box\r\n\r\n");
}

}  // namespace

TEST_CASE("stream: every byte arrives, its length is told before, and the connection goes on") {
  TestServer server([](http::Request& request) {
    return request.path == "/small" ? http::json(200, "{}") : stream_of(3'000'001, 3'000'001);
  });
  RawClient client(server.port());
  const auto reply = client.ask(ask_for("/stream"));
  REQUIRE(reply);
  CHECK(reply->field("content-length") == "3000001");
  CHECK(reply->field("content-type") == "application/x-tar");
  CHECK((reply->body == expected(3'000'001)));
  const auto after = client.ask(ask_for("/small"));
  REQUIRE(after);
  CHECK(after->body == "{}");
}

TEST_CASE("stream: HEAD and an empty one have no content") {
  const auto taken = std::make_shared<std::atomic<std::uint64_t>>(0);
  TestServer server([&](http::Request& request) {
    return request.path == "/empty" ? stream_of(0, 0) : stream_of(5000, 5000, taken);
  });
  RawClient client(server.port());
  const auto head = client.ask(ask_for("/", "HEAD"));
  REQUIRE(head);
  CHECK(head->field("content-length") == "5000");
  CHECK(*taken == 0);
  const auto empty = client.ask(ask_for("/empty"));
  REQUIRE(empty);
  CHECK(empty->field("content-length") == "0");
  const auto whole = client.ask(ask_for("/"));
  REQUIRE(whole);
  CHECK((whole->body == expected(5000)));
}

TEST_CASE("stream: a slow reader holds no worker, no more is made than it takes, and it gets every byte") {
  constexpr std::uint64_t size = 24 << 20;
  const auto taken = std::make_shared<std::atomic<std::uint64_t>>(0);
  http::ServerOptions options;
  options.workers = 1;
  options.leaders = 1;
  TestServer server(
      [&](http::Request& request) {
        return request.path == "/small" ? http::json(200, "{}") : stream_of(size, size, taken);
      },
      options);
  RawClient slow(server.port(), 64 * 1024);
  CHECK(slow.send(ask_for("/stream") + ask_for("/small")));
  CHECK(slow.hears_within(5s));
  for (int i = 0; i < 20; ++i) {
    const auto reply = RawClient(server.port()).ask(ask_for("/small"));
    REQUIRE(reply);
    CHECK(reply->body == "{}");
  }
  CHECK(*taken < size);
  const auto reply = slow.read();
  REQUIRE(reply);
  CHECK((reply->body == expected(size)));
  const auto after = slow.read();
  REQUIRE(after);
  CHECK(after->body == "{}");
}

TEST_CASE("stream: one that ends early or throws ends its connection, and no other") {
  TestServer server([](http::Request& request) {
    if (request.path == "/short") return stream_of(2'000'000, 1'000'000);
    if (request.path != "/throws") return http::json(200, "{}");
    http::Response response;
    response.stream =
        http::BodyStream{[](std::string&) { throw std::runtime_error("the drive was pulled out"); }, 10};
    return response;
  });
  for (const char* path : {"/short", "/throws"}) {
    CHECK_FALSE(RawClient(server.port()).ask(ask_for(path)));
    CHECK(RawClient(server.port()).ask(ask_for("/small")));
  }
}

TEST_CASE("stream: what it holds is let go when its reader leaves, or has all") {
  const auto held = std::make_shared<int>(1);
  TestServer server([&](http::Request& request) {
    const std::uint64_t size = request.path == "/short" ? 1000 : 50'000'000;
    http::Response response = stream_of(size, size);
    response.stream->append = [held, append = response.stream->append](std::string& to) { append(to); };
    return response;
  });
  const long before = held.use_count();
  const auto all_let_go = [&] {
    for (int i = 0; i < 1000 && held.use_count() > before; ++i) std::this_thread::sleep_for(5ms);
    return held.use_count() == before;
  };
  RawClient stays(server.port());
  CHECK(stays.ask(ask_for("/short")));
  CHECK(all_let_go());
  {
    RawClient leaves(server.port(), 64 * 1024);
    CHECK(leaves.send(ask_for("/long")));
    CHECK(leaves.hears_within(5s));
  }
  CHECK(all_let_go());
}

TEST_CASE("stream: one without a size is chunked, and the connection goes on") {
  TestServer server([](http::Request& request) {
    if (request.path == "/small") return http::json(200, "{}");
    return unsized_stream_of(request.path == "/empty" ? 0 : 3'000'001);
  });
  RawClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    const auto reply = client.ask(ask_for("/stream"));
    REQUIRE(reply);
    CHECK(reply->field("transfer-encoding") == "chunked");
    CHECK_FALSE(reply->has("content-length"));
    CHECK(reply->chunks > 2);
    CHECK((reply->body == expected(3'000'001)));
  }
  const auto empty = client.ask(ask_for("/empty"));
  REQUIRE(empty);
  CHECK(empty->body.empty());
  const auto after = client.ask(ask_for("/small"));
  REQUIRE(after);
  CHECK(after->body == "{}");
}

TEST_CASE("stream: HEAD of one without a size has the same header fields and no content") {
  TestServer server([](http::Request& request) {
    return request.path == "/small" ? http::json(200, "{}") : unsized_stream_of(100);
  });
  RawClient client(server.port());
  const auto head = client.ask(ask_for("/stream", "HEAD")), whole = client.ask(ask_for("/stream"));
  REQUIRE(head);
  REQUIRE(whole);
  CHECK(head->fields == whole->fields);
}

TEST_CASE("stream: HTTP/1.0 knows no chunks, the end of the connection ends the content") {
  TestServer server([](http::Request&) { return unsized_stream_of(200'001); });
  for (const char* field : {"", "Connection: keep-alive\r\n"}) {
    RawClient client(server.port());
    CHECK(client.send(std::string("GET / HTTP/1.0\r\n") + field + "\r\n"));
    const auto reply = client.read_to_end();
    REQUIRE(reply);
    CHECK_FALSE(reply->has("transfer-encoding"));
    CHECK_FALSE(reply->has("content-length"));
    CHECK(reply->closes());
    CHECK((reply->body == expected(200'001)));
  }
}

TEST_CASE("stream: a chunked one that fails in the middle has no last chunk") {
  TestServer server([](http::Request&) {
    http::Response response = unsized_stream_of(1'000'000);
    response.stream->append = [append = response.stream->append, pieces = 0](std::string& to) mutable {
      if (++pieces > 100) throw std::runtime_error("the drive was pulled out");
      append(to);
    };
    return response;
  });
  RawClient client(server.port());
  CHECK(client.send(ask_for("/")));
  const auto reply = client.read_to_end();
  REQUIRE(reply);
  CHECK(reply->body.size() > 100 * 7777);
  CHECK_FALSE(reply->body.ends_with("0\r\n\r\n"));
}
