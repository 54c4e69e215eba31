// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <latch>
#include <random>
#include <thread>
#include <vector>

#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::chrono_literals;
using support::RawClient;
using support::TestServer;
using Clock = std::chrono::steady_clock;

std::string random_bytes(std::size_t count) {
  std::mt19937_64 dice(count);
  std::string bytes(count, '\0');
  for (std::size_t at = 0; at < count; at += 8) {
    const std::uint64_t word = dice();
    bytes.replace(at, 8, reinterpret_cast<const char*>(&word), std::min<std::size_t>(8, count - at));
  }
  return bytes;
}

std::shared_ptr<base::Descriptor> file_of(const std::string& content) {
  auto file = std::make_shared<base::Descriptor>(memfd_create("test", MFD_CLOEXEC));
  REQUIRE(write(file->get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  return file;
}

http::Response part(const std::shared_ptr<base::Descriptor>& file, std::uint64_t offset, std::uint64_t size) {
  http::Response response;
  response.file = http::FileRange{file, offset, size};
  response.content_type = "image/jpeg";
  return response;
}

std::string get(std::string_view path) {
  return std::string("GET ").append(path).append(" HTTP/1.1\r\nHost: box\r\n\r\n");
}
std::string head(std::string_view path) {
  return std::string("HEAD ").append(path).append(" HTTP/1.1\r\nHost: box\r\n\r\n");
}

}  // namespace

TEST_CASE("front: the handler sees the request as it was sent") {
  std::string seen;
  TestServer server([&](http::Request& request) {
    seen = std::string(request.method) + "|" + std::string(request.target) + "|" + request.path + "|" +
           std::string(request.query) + "|" + std::string(request.address) + "|" + request.origin() + "|" +
           std::string(request.header("x-name").value_or("none")) + "|" +
           std::string(request.header("x-empty").value_or("none")) + "|" +
           request.query_parameter("q").value_or("-");
    return http::empty();
  });
  CHECK(RawClient(server.port())
            .ask("GET /a%20b/%D9%85/?q=1&q=x+y HTTP/1.1\r\nhOST: box:8000\r\nX-Name: \t a  b \t\r\n"
                 "X-Empty:\r\n\r\n"));
  CHECK(seen == "GET|/a%20b/%D9%85/?q=1&q=x+y|/a b/م/|q=1&q=x+y|127.0.0.1|http://box:8000|a  b||x y");
  CHECK(RawClient(server.port()).ask("GET http://other:81/x?y HTTP/1.1\r\nHost: box\r\n\r\n"));
  CHECK(seen == "GET|/x?y|/x|y|127.0.0.1|http://other:81|none|none|-");
  CHECK(RawClient(server.port()).ask("OPTIONS * HTTP/1.1\r\nHost: box\r\n\r\n"));
  CHECK(seen.starts_with("OPTIONS|*|*|"));
}

TEST_CASE("front: a path that cannot be decoded never reaches the handler") {
  TestServer server([](http::Request&) { return http::json(200, "{}"); });
  RawClient client(server.port());
  const auto reply = client.ask(get("/%zz"));
  REQUIRE(reply);
  CHECK(reply->status == 400);
  CHECK(reply->body.starts_with("{\"detail\":"));
}

TEST_CASE("front: an answer has its status, length, type and headers, and no others that frame it") {
  TestServer server([](http::Request& request) {
    if (request.path == "/nothing") return http::empty(200);
    if (request.path == "/split")
      return http::json(200, "{}").with_header("X-Bad", "a\r\nX-Evil: 1").with_header("X-Good", "1");
    return http::json(404, "{\"detail\":\"x\"}").with_header("X-Two", "a").with_header("Allow", "GET");
  });
  RawClient client(server.port());
  auto reply = client.ask(get("/some"));
  REQUIRE(reply);
  CHECK(reply->status == 404);
  CHECK(reply->body == "{\"detail\":\"x\"}");
  CHECK(reply->field("content-type") == "application/json; charset=utf-8");
  CHECK(reply->field("content-length") == "14");
  CHECK(reply->field("x-two") == "a");
  CHECK(reply->field("allow") == "GET");
  for (const std::string none : {"connection", "keep-alive", "transfer-encoding"})
    CHECK_FALSE(reply->has(none));

  reply = client.ask(get("/nothing"));
  REQUIRE(reply);
  CHECK(reply->field("content-length") == "0");

  reply = client.ask(get("/split"));
  REQUIRE(reply);
  CHECK_FALSE(reply->has("x-evil"));
  CHECK(reply->has("x-good"));
}

TEST_CASE("front: HEAD has the length of GET's answer and no body") {
  const std::string content = random_bytes(5000);
  const auto file = file_of(content);
  TestServer server([&](http::Request& request) {
    return request.path == "/file" ? part(file, 0, content.size()) : http::json(200, "{\"a\":1}");
  });
  RawClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    auto reply = client.ask(head("/json"));
    REQUIRE(reply);
    CHECK(reply->field("content-length") == "7");
    CHECK(reply->fields == client.ask(get("/json"))->fields);
    reply = client.ask(head("/file"));
    REQUIRE(reply);
    CHECK(reply->field("content-length") == "5000");
    CHECK(reply->field("content-type") == "image/jpeg");
    reply = client.ask(get("/json"));  // what comes next is the next answer's head, no body in between
    REQUIRE(reply);
    CHECK(reply->body == "{\"a\":1}");
  }
}

TEST_CASE("front: 204 and 304 speak of no length") {
  TestServer server([](http::Request& request) {
    return request.path == "/same" ? http::empty(304).with_header("ETag", "\"x\"") : http::empty();
  });
  RawClient client(server.port());
  for (const auto& [path, status] : {std::pair("/none", 204), {"/same", 304}, {"/none", 204}}) {
    const auto reply = client.ask(get(path));
    REQUIRE(reply);
    CHECK(reply->status == status);
    CHECK_FALSE(reply->has("content-length"));
    CHECK_FALSE(reply->has("content-type"));
  }
}

TEST_CASE("front: a file, whole or in part, arrives byte for byte") {
  const std::string content = random_bytes(300'000);
  const auto file = file_of(content);
  TestServer server([&](http::Request& request) {
    const auto number = [&](const char* name) {
      return static_cast<std::uint64_t>(base::parse_int(*request.query_parameter(name)).value());
    };
    return part(file, number("from"), number("size"));
  });
  RawClient client(server.port());
  for (const auto& [from, size] :
       {std::pair(0, 300'000), {0, 1}, {12'345, 100'001}, {299'999, 1}, {0, 0}, {65'536, 65'536}}) {
    const auto reply = client.ask(get("/?from=" + std::to_string(from) + "&size=" + std::to_string(size)));
    REQUIRE(reply);
    CHECK(reply->field("content-type") == "image/jpeg");
    CHECK(reply->field("content-length") == std::to_string(size));
    CHECK((reply->body == content.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(size))));
  }
}

TEST_CASE("front: the answer with an empty file leaves at once") {
  const auto file = file_of("");
  TestServer server([&](http::Request&) { return part(file, 0, 0); });
  RawClient client(server.port());
  const auto begun = Clock::now();
  for (int i = 0; i < 10; ++i) REQUIRE(client.ask(get("/")));
  CHECK(Clock::now() - begun < 1s);  // held back for a file's first bytes, each would take 0.2 s
}

TEST_CASE("front: a file shorter than promised ends the connection, it does not hang") {
  const auto file = file_of(random_bytes(100'000));
  TestServer server([&](http::Request&) { return part(file, 0, 200'000); });
  RawClient client(server.port());
  const auto begun = Clock::now();
  CHECK_FALSE(client.ask(get("/")));
  CHECK(Clock::now() - begun < 5s);
}

TEST_CASE("front: a slow reader of 20 MB holds no worker, and gets every byte") {
  const std::string content = random_bytes(20 << 20), text = content.substr(0, 8 << 20);
  const auto file = file_of(content);
  http::ServerOptions options;
  options.workers = 1;
  TestServer server(
      [&](http::Request& request) {
        if (request.path == "/file") return part(file, 0, content.size());
        return http::json(200, request.path == "/text" ? text : "{}");
      },
      options);
  RawClient reads_file(server.port(), 256 * 1024), reads_text(server.port(), 256 * 1024);
  CHECK(reads_file.send(get("/file") + get("/after")));
  CHECK(reads_text.send(get("/text") + get("/after")));
  CHECK(reads_file.hears_within(5s));
  CHECK(reads_text.hears_within(5s));
  for (int i = 0; i < 5; ++i) {
    CHECK(RawClient(server.port()).ask(get("/small")));  // while neither of them reads
  }
  for (const auto& [client, expected] : {std::pair(&reads_file, &content), {&reads_text, &text}}) {
    const auto reply = client->read();
    REQUIRE(reply);
    CHECK((reply->body == *expected));
    const auto after = client->read();
    REQUIRE(after);
    CHECK(after->body == "{}");
  }
}

TEST_CASE("front: requests that wait do not keep the others waiting") {
  constexpr int waiting = 20;
  std::latch all_wait(waiting), go_on(1);
  http::ServerOptions options;
  options.workers = 2;
  TestServer server(
      [&](http::Request& request) {
        if (request.method == "POST") {
          all_wait.count_down();
          go_on.wait();
        }
        return http::json(200, "{}");
      },
      options);
  std::vector<RawClient> posts;
  for (int i = 0; i < waiting; ++i) {
    CHECK(
        posts.emplace_back(server.port()).send("POST / HTTP/1.1\r\nHost: box\r\nContent-Length: 0\r\n\r\n"));
  }
  for (int tries = 0; !all_wait.try_wait() && tries < 1000; ++tries) std::this_thread::sleep_for(5ms);
  CHECK(all_wait.try_wait());
  CHECK(RawClient(server.port()).ask(get("/")));  // while all of them wait
  go_on.count_down();
  for (RawClient& client : posts) CHECK(client.read());
}

TEST_CASE("front: phones that announce a small body and keep silent do not keep the others waiting") {
  TestServer server([](http::Request& request) { return http::json(200, read_all(*request.body)); });
  const std::string request = "POST / HTTP/1.1\r\nHost: box\r\nContent-Length: 2\r\n\r\n";
  std::vector<RawClient> silent;
  for (int i = 0; i < 100; ++i) CHECK(silent.emplace_back(server.port()).send(request));
  std::this_thread::sleep_for(300ms);
  CHECK(RawClient(server.port()).ask(get("/")));  // while all of them are silent
  const auto whole = RawClient(server.port()).ask(request + "{}");
  REQUIRE(whole);
  CHECK(whole->body == "{}");
  for (RawClient& client : silent) {
    const auto late = client.ask("{}");
    REQUIRE(late);
    CHECK(late->status == 200);
  }
}
