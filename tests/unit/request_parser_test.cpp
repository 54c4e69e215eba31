// SPDX-License-Identifier: MIT
#include "http/request_parser.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

using http::find_head_end;
using http::RequestHead;

// The status a whole head is refused with, 0 when it is read.
int read(std::string& bytes, RequestHead& head) {
  const http::HeadBoundary end = find_head_end(bytes, 0);
  if (end.refused != 0) return end.refused;
  REQUIRE(end.size > 0);
  return http::parse_request_head(bytes, end.size, head);
}
int refusal(std::string bytes) {
  RequestHead head;
  return read(bytes, head);
}

std::string with(std::string_view fields) {
  return std::string("GET / HTTP/1.1\r\nHost: box\r\n").append(fields).append("\r\n\r\n");
}

std::string_view field(const RequestHead& head, std::string_view name) {
  const auto found = std::ranges::find(head.fields, name, &http::Headers::value_type::first);
  return found == head.fields.end() ? "none" : found->second;
}

// What every head that is read promises to those behind it, whatever the bytes were.
void check_sound(const RequestHead& head) {
  const auto plain = [](std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '\t' || (c & 0xe0) != 0; });
  };
  CHECK(head.method.size() <= 32);
  CHECK(head.target.size() <= http::max_target_bytes);
  CHECK((head.target == "*" || head.target.starts_with('/')));
  CHECK(std::ranges::all_of(head.target, [](char c) { return c > ' ' && c < '\x7f'; }));
  CHECK(head.fields.size() <= http::max_fields);
  CHECK_FALSE((head.chunked && head.length));
  for (const auto& [name, value] : head.fields) {
    CHECK_FALSE(name.empty());
    CHECK(
        std::ranges::none_of(name, [](char c) { return c <= ' ' || c >= '\x7f' || (c >= 'A' && c <= 'Z'); }));
    CHECK(plain(value));
  }
  for (const std::string_view once : {"host", "content-length", "transfer-encoding"}) {
    CHECK(std::ranges::count(head.fields, once, &http::Headers::value_type::first) <= 1);
  }
}

}  // namespace

TEST_CASE("head: what it says is read") {
  std::string bytes =
      "POST /a/b?c=d HTTP/1.1\r\nHOST: box:8000\r\nContent-Length: 0123\r\nX-Mixed:  \t a\tb  \r\n"
      "X-Twice: 1\r\nX-Twice: 2\r\nX-Bytes: \xc3\xa9\xff\r\nExpect: 100-Continue\r\n\r\nrest";
  const std::size_t size = bytes.size() - 4;
  RequestHead head;
  CHECK(find_head_end(bytes, 0).size == size);
  REQUIRE(read(bytes, head) == 0);
  CHECK(head.method == "POST");
  CHECK(head.target == "/a/b?c=d");
  CHECK(head.length == std::optional<std::uint64_t>(123));
  CHECK_FALSE(head.chunked);
  CHECK(head.keep_alive);
  CHECK(head.expects_continue);
  CHECK(field(head, "host") == "box:8000");
  CHECK(field(head, "x-mixed") == "a\tb");
  CHECK(field(head, "x-bytes") == "\xc3\xa9\xff");
  CHECK(head.fields.size() == 7);
  CHECK(bytes.ends_with("rest"));
}

TEST_CASE("head: connection and version say whether it goes on") {
  const auto keeps = [](std::string bytes) {
    RequestHead head;
    REQUIRE(read(bytes, head) == 0);
    return head.keep_alive;
  };
  CHECK(keeps(with("X: 1")));
  CHECK(keeps(with("Connection: keep-alive")));
  CHECK(keeps(with("Connection: closed, not-close")));
  CHECK_FALSE(keeps(with("Connection: close")));
  CHECK_FALSE(keeps(with("Connection: keep-alive ,\tCLOSE, x")));
  CHECK_FALSE(keeps(with("Connection: x\r\nConnection: close")));
  CHECK_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  CHECK(keeps("GET / HTTP/1.0\r\nConnection: x, Keep-Alive\r\n\r\n"));
  CHECK_FALSE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n"));
}

TEST_CASE("head: HTTP/1.0 expects no 100 Continue") {
  std::string bytes = "POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n";
  RequestHead head;
  REQUIRE(read(bytes, head) == 0);
  CHECK_FALSE(head.expects_continue);
}

TEST_CASE("head: a fragment is not part of the target, and an empty Expect expects nothing") {
  std::string bytes = "GET /a?b=1#c?d#/e HTTP/1.1\r\nHost: x\r\nExpect: \r\n\r\n";
  RequestHead head;
  REQUIRE(read(bytes, head) == 0);
  CHECK(head.target == "/a?b=1");
  CHECK_FALSE(head.expects_continue);
  CHECK(field(head, "expect").empty());
}

TEST_CASE("head: absolute form gives path and host") {
  const auto target_and_host = [](std::string bytes) {
    RequestHead head;
    REQUIRE(read(bytes, head) == 0);
    return std::string(head.target).append(" ").append(field(head, "host"));
  };
  CHECK(target_and_host("GET http://a:1/b?c HTTP/1.1\r\nHost: x\r\n\r\n") == "/b?c a:1");
  CHECK(target_and_host("GET HTTP://a HTTP/1.1\r\nHost: x\r\n\r\n") == "/ a");
  CHECK(target_and_host("GET https://a:8443/b HTTP/1.1\r\nHost: x\r\n\r\n") == "/b a:8443");
  CHECK(target_and_host("GET HttpS://a/?c#d HTTP/1.1\r\nHost: x\r\n\r\n") == "/?c a");
  CHECK(target_and_host("GET /http://a/ HTTP/1.1\r\nHost: x\r\n\r\n") == "/http://a/ x");
  CHECK(target_and_host("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n") == "* x");
  CHECK(refusal("GET http://a?b=/c HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal("GET http:///b HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal("GET http://a@b/ HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
}

TEST_CASE("head: bounds are kept to the byte and to the field") {
  const auto target = [](std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
  };
  CHECK(refusal(target(http::max_target_bytes)) == 0);
  CHECK(refusal(target(http::max_target_bytes + 1)) == 414);

  const auto fields = [](std::size_t count) {
    std::string all = "X: 1";
    for (std::size_t i = 2; i < count; ++i) all += "\r\nX: 1";
    return with(all);
  };
  CHECK(refusal(fields(http::max_fields)) == 0);
  CHECK(refusal(fields(http::max_fields + 1)) == 431);

  const auto whole = [](std::size_t size) {
    return with("X: " + std::string(size - with("X: ").size(), 'a'));
  };
  CHECK(refusal(whole(http::max_head_bytes)) == 0);
  CHECK(refusal(whole(http::max_head_bytes + 1)) == 431);
  CHECK(find_head_end(std::string(http::max_head_bytes - 1, 'a'), 0).refused == 0);
  CHECK(find_head_end(std::string(http::max_head_bytes, 'a'), 0).refused == 431);

  CHECK(refusal(with("Content-Length: 999999999999999999")) == 0);
  CHECK(refusal(with("Content-Length: 9999999999999999999")) == 400);
}

TEST_CASE("head: the end is found however the bytes come, and no line may end in a bare LF") {
  for (const std::string before : {"", "\r\n"}) {
    const std::string bytes = before + with("X: 1") + "GET /next HTTP/1.1\r\n";
    const std::size_t size = before.size() + with("X: 1").size();
    for (std::size_t step = 1; step < 8; ++step) {
      http::HeadBoundary end;
      std::size_t have = 0;
      while (end.size == 0 && have < bytes.size()) {
        have = std::min(have + step, bytes.size());
        end = find_head_end(std::string_view(bytes).substr(0, have), end.seen);
        REQUIRE(end.refused == 0);
      }
      CHECK(end.size == size);
      CHECK(have >= size);
      CHECK(have < size + step);
    }
  }
  CHECK(find_head_end("GET / HTTP/1.1\n", 0).refused == 400);
  CHECK(find_head_end("\n", 0).refused == 400);
  CHECK(find_head_end("GET / HTTP/1.1\r\n\n", 0).refused == 400);
  CHECK(refusal("\r\n\r\n\r\n") == 400);
  CHECK(refusal("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
}

TEST_CASE("head: reading the same head again gives the same") {
  std::string bytes = with("X-Name: Value\r\nContent-Length: 5");
  RequestHead first, second;
  REQUIRE(read(bytes, first) == 0);
  REQUIRE(read(bytes, second) == 0);
  CHECK(first.fields == second.fields);
  CHECK(first.length == second.length);
}

TEST_CASE("head: whatever the bytes, what is read is sound") {
  std::mt19937 dice(1);
  const auto any = [&](std::size_t below) { return dice() % below; };
  const std::vector<std::string> good = {
      with("Content-Length: 5\r\nX: a b"), with("Transfer-Encoding: chunked\r\nConnection: close"),
      "GET http://box/a?b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"};
  constexpr std::string_view spice = "\r\n\r\n \t:,\0\x7f\xff/5*Aa";
  int readable = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good[any(good.size())];
    for (std::size_t changes = 1 + any(3); changes > 0 && !bytes.empty(); --changes) {
      const std::size_t at = any(bytes.size());
      switch (any(4)) {
        case 0:
          bytes[at] = static_cast<char>(dice());
          break;
        case 1:
          bytes[at] = spice[any(spice.size())];
          break;
        case 2:
          bytes.insert(at, 1, spice[any(spice.size())]);
          break;
        default:
          bytes.erase(at, 1 + any(4));
      }
    }
    const http::HeadBoundary end = find_head_end(bytes, 0);
    if (end.refused != 0 || end.size == 0) continue;
    REQUIRE(end.size <= bytes.size());
    RequestHead head;
    if (http::parse_request_head(bytes, end.size, head) != 0) continue;
    check_sound(head);
    ++readable;
  }
  CHECK(readable > 1000);  // the mutations are mild enough to say something
}
