// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <random>
#include <vector>

#include "base/text/json.h"
#include "support/raw_client.h"
#include "support/test_server.h"

namespace {

using namespace std::string_literals;
using support::RawClient;
using support::TestServer;

struct Refused {
  int status;
  std::string head;
};

std::string with(std::string_view fields) {
  return std::string("POST / HTTP/1.1\r\nHost: box\r\n").append(fields).append("\r\n\r\n");
}
std::string line(std::string_view line) { return std::string(line).append("\r\nHost: box\r\n\r\n"); }

std::string many_fields(int count) {
  std::string fields = "A: 1";
  for (int i = 1; i < count; ++i) fields += "\r\nA: 1";
  return with(fields);
}

const std::vector<Refused>& refused_heads() {
  static const std::vector<Refused> heads = {
      // how long the body is must be beyond doubt
      {400, with("Content-Length: 5\r\nTransfer-Encoding: chunked") + "hello"},
      {400, with("Transfer-Encoding: chunked\r\nContent-Length: 5") + "0\r\n\r\n"},
      {400, with("Content-Length: 0\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"},
      {400, with("Content-Length: 5\r\nContent-Length: 5") + "hello"},
      {400, with("Content-Length: 5\r\nContent-Length: 6") + "hello"},
      {400, with("Content-Length: 5\r\ncontent-length: 5") + "hello"},
      {400, with("Content-Length: 5, 5") + "hello"},
      {400, with("Content-Length: +5") + "hello"},
      {400, with("Content-Length: 5 5") + "hello"},
      {400, with("Content-Length: -1")},
      {400, with("Content-Length: 0x5") + "hello"},
      {400, with("Content-Length: 5.0") + "hello"},
      {400, with("Content-Length:")},
      {400, with("Content-Length: 00000000000000000005") + "hello"},
      {400, with("Content-Length: 99999999999999999999")},
      {400, with("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"},
      {400, with("Transfer-Encoding: chunked, chunked") + "0\r\n\r\n"},
      {400, with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"},
      {400, with("Transfer-Encoding: identity")},
      {400, with("Transfer-Encoding: xchunked")},
      {400, with("Transfer-Encoding: \"chunked\"")},
      {400, with("Transfer-Encoding: chunked;q=1")},
      {400, with("Transfer-Encoding:\vchunked")},
      {400, with("Transfer-Encoding:")},
      {400, "POST / HTTP/1.0\r\nHost: box\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      // lines and fields
      {400, "GET / HTTP/1.1\nHost: box\n\n"},
      {400, "GET / HTTP/1.1\r\nHost: box\nX: 1\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: box\r\n\n"},
      {400, with("X: a\rY: b")},
      {400, with("X: a\r\n folded")},
      {400, with("X: a\r\n\tfolded")},
      {400, "GET / HTTP/1.1\r\n Host: box\r\n\r\n"},
      {400, with("X: a\0b"s)},
      {400, with("X: a\x01")},
      {400, with("X: a\x7f")},
      {400, with("X : a")},
      {400, with("X\t: a")},
      {400, with("Transfer-Encoding : chunked")},
      {400, with("X\0: a"s)},
      {400, with("X(Y): a")},
      {400, with("N\xc3\xa4me: a")},
      {400, with(": a")},
      {400, with("no colon")},
      {400, with("Authorization: a\r\nAuthorization: b")},
      {400, with("Content-Type: text/plain\r\nContent-Type: application/json")},
      {400, "GET / HTTP/1.1\r\n\r\n"},
      {400, with("Host: other")},
      {400, with("HOST: box")},
      {400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: user@box\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n"},
      // the request line
      {400, line("GET  / HTTP/1.1")},
      {400, line("GET /  HTTP/1.1")},
      {400, line(" GET / HTTP/1.1")},
      {400, line("GET / HTTP/1.1 ")},
      {400, line("GET\t/ HTTP/1.1")},
      {400, line("GET / /two HTTP/1.1")},
      {400, line("GET /")},
      {400, line("GET")},
      {400, line("")},
      {400, line("G(T / HTTP/1.1")},
      {400, line("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1")},
      {400, line("GET / http/1.1")},
      {400, line("GET / HTTP/1.1x")},
      {400, line("GET / HTTPS/1.1")},
      {505, line("GET / HTTP/2.0")},
      {505, line("GET / HTTP/0.9")},
      {505, line("GET / HTTP/1.2")},
      {400, line("GET /\x01 HTTP/1.1")},
      {400, line("GET /\0 HTTP/1.1"s)},
      {400, line("GET /\x7f HTTP/1.1")},
      {400, line("GET /\xc3\xa9 HTTP/1.1")},
      {400, line("GET #part HTTP/1.1")},
      {400, line("GET path HTTP/1.1")},
      {400, line("GET *x HTTP/1.1")},
      {400, line("GET ftp://box/ HTTP/1.1")},
      {400, line("GET http://box?/ HTTP/1.1")},
      {400, line("GET http:///path HTTP/1.1")},
      {400, line("GET http://user@box/ HTTP/1.1")},
      {400, line("CONNECT box:443 HTTP/1.1")},
      {400, "\r\n\r\n" + line("GET / HTTP/1.1")},
      {400, "\x16\x03\x01\x02\n"},
      // too much
      {414, line("GET /" + std::string(9 * 1024, 'a') + " HTTP/1.1")},
      {414, line("GET /" + std::string(8 * 1024, 'a') + " HTTP/1.1")},
      {431, many_fields(100)},
      {431, with("X: " + std::string(33 * 1024, 'a'))},
      {431, std::string(33 * 1024, 'a')},
      {417, with("Expect: 200-ok")},
  };
  return heads;
}

// Refused in so many words, and the connection is over.
void check_refused(RawClient& client, int status) {
  const auto reply = client.read();
  REQUIRE(reply);
  CHECK(reply->status == status);
  CHECK(reply->closes());
  CHECK(reply->field("content-type") == "application/json; charset=utf-8");
  CHECK(base::parse_json(reply->body).get("detail").is<std::string>());
  client.end_sending();
  CHECK(client.ended());
}

}  // namespace

TEST_CASE("hostile: a head that could be read in two ways is refused before the handler sees it") {
  std::atomic<int> reached{0};
  TestServer server([&](http::Request&) {
    ++reached;
    return http::json(200, "{}");
  });
  for (const Refused& refused : refused_heads()) {
    CAPTURE(refused.head.substr(0, 200));
    RawClient client(server.port());
    // What follows a refused head is not a request.
    CHECK(client.send(refused.head + "GET /smuggled HTTP/1.1\r\nHost: box\r\n\r\n"));
    check_refused(client, refused.status);
    CHECK(reached == 0);
  }
}

TEST_CASE("hostile: what is merely odd reaches the handler") {
  TestServer server([&](http::Request& request) {
    read_all(*request.body);
    return http::json(200, "{}");
  });
  RawClient client(server.port());
  for (const std::string& head :
       {with("Accept: ;;q=rubbish,, /"),
        with("Range: bytes=rubbish"),
        with("Range: bytes=9-1,-,3-"),
        with("Cookie: ;;==;\x80\xff"),
        with("Cookie: a=1\r\nCookie: b=2"),
        with("Connection: Upgrade\r\nUpgrade: websocket"),
        with("X:"),
        with("X:\t \t"),
        with("X-\xc3:"s.substr(0, 2) + ": %0d%0aX: 1"),
        with("!#$%&'*+.^_`|~9Az: 1"),
        with("Content-Length: 000"),
        with("Transfer-Encoding: CHUNKED") + "0\r\n\r\n",
        with("Transfer-Encoding: \t chunked ") + "0\r\n\r\n",
        with("Keep-Alive: timeout=rubbish"),
        with("Content-Type: multipart/form-data; boundary=" + std::string(3000, 'x')),
        with("If-Modified-Since: the day before yesterday"),
        with("Expect: 100-continue\r\nContent-Length: 0"),
        line("GET http://box:8000/ HTTP/1.1"),
        line("GET HTTP://box HTTP/1.1"),
        line("OPTIONS * HTTP/1.1"),
        line("GET //../..//etc/passwd?%00&&=?/ HTTP/1.1"),
        line("BREW / HTTP/1.1"),
        many_fields(99),
        "GET / HTTP/1.1\r\nHost: [fe80::1]:8000\r\n\r\n"s,
        "GET / HTTP/1.1\r\nHost: xn--bx-via.local.\r\n\r\n"s,
        line("GET /" + std::string(8 * 1024 - 1, 'a') + " HTTP/1.1"),
        with("X: " + std::string(31 * 1024, 'a'))}) {
    CAPTURE(head.substr(0, 200));
    const auto reply = client.ask(head);
    REQUIRE(reply);
    CHECK(reply->status == 200);
  }
}

TEST_CASE("hostile: chunked framing that is not to the letter is a 400, and no request is read out of it") {
  std::atomic<int> reached{0}, whole{0};
  TestServer server([&](http::Request& request) {
    ++reached;
    read_all(*request.body);
    ++whole;
    return http::json(200, "{}");
  });
  int sent = 0;
  for (const std::string& body : {"-2\r\nab\r\n0\r\n\r\n"s,
                                  "0x5\r\nhello\r\n0\r\n\r\n"s,
                                  " 5\r\nhello\r\n0\r\n\r\n"s,
                                  "5 \r\nhello\r\n0\r\n\r\n"s,
                                  "+5\r\nhello\r\n0\r\n\r\n"s,
                                  "\r\n0\r\n\r\n"s,
                                  ";x\r\n0\r\n\r\n"s,
                                  "g\r\n0\r\n\r\n"s,
                                  "00000000000000005\r\nhello\r\n0\r\n\r\n"s,
                                  "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"s,
                                  "5\r\nhelloX\r\n0\r\n\r\n"s,
                                  "5\r\nhello0\r\n\r\n"s,
                                  "5\r\nhello\n0\r\n\r\n"s,
                                  "5\nhello\r\n0\r\n\r\n"s,
                                  "5\r\nhello\r\n0\r\nbad\nline\r\n\r\n"s,
                                  "5\r\nhello\r\n0\n\r\n"s,
                                  "5;a\nb\r\nhello\r\n0\r\n\r\n"s,
                                  "5\r\rhello\r\n0\r\n\r\n"s,
                                  "5\r\nhello\r\n0\r\n folded\r\n\r\n"s,
                                  "5;" + std::string(5000, 'x') + "\r\nhello\r\n0\r\n\r\n",
                                  "0\r\nX: " + std::string(5000, 'x') + "\r\n\r\n"}) {
    CAPTURE(body.substr(0, 200));
    RawClient client(server.port());
    CHECK(client.send(with("Transfer-Encoding: chunked") + body +
                      "GET /smuggled HTTP/1.1\r\nHost: box\r\n\r\n"));
    check_refused(client, 400);
    CHECK(reached == ++sent);
    CHECK(whole == 0);
  }
}

TEST_CASE("hostile: after any rubbish the server still serves") {
  http::ServerOptions options;
  options.silence_seconds = 1;
  TestServer server(
      [](http::Request& request) {
        read_all(*request.body);
        return http::json(200, "{}");
      },
      options);
  std::mt19937 dice(7);
  const auto any = [&](std::size_t below) { return dice() % below; };
  const std::vector<std::string> good = {with("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n",
                                         with("Content-Length: 5") + "hello", line("GET /?x HTTP/1.1")};
  for (int i = 0; i < 1000; ++i) {
    std::string bytes = good[any(good.size())] + good[any(good.size())];
    for (std::size_t changes = 1 + any(4); changes > 0; --changes)
      bytes[any(bytes.size())] = static_cast<char>(dice());
    RawClient client(server.port());
    client.send(bytes);
    client.end_sending();
    int answers = 0;
    while (const auto reply = client.read()) {
      CHECK(reply->status >= 200);
      ++answers;
    }
    CHECK(answers <= 4);
  }
  CHECK(RawClient(server.port()).ask(line("GET / HTTP/1.1")));
}
