// SPDX-License-Identifier: MIT
// Those who sign in, beside others who would keep them from it.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::WholeBox;

constexpr auto greedy = "127.0.0.2", honest = "127.0.0.3";

std::string head_of_sign_in(const std::string& more) {
  return "POST /api/v1/token/ HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\n" + more +
         "\r\n\r\n";
}

}  // namespace

TEST_CASE("sign-in queue: bodies that trickle take no slot, however they are framed") {
  const WholeBox box;
  std::vector<RawClient> slow;
  for (const std::string framing :
       {"Transfer-Encoding: chunked", "Content-Length: 60", "Content-Length: 60\r\nExpect: 100-continue",
        "Transfer-Encoding: chunked\r\nExpect: 100-continue"}) {
    for (int i = 0; i < 40; ++i) {
      RawClient& client = slow.emplace_back(box.port(), 0, greedy);
      REQUIRE(client.send(head_of_sign_in(framing)));
      if (framing.ends_with("continue")) {
        const auto go_on = client.read();
        REQUIRE(go_on);
        CHECK(go_on->status == 100);
      }
      REQUIRE(client.send(framing.starts_with("C") ? "{" : "1\r\n{\r\n"));
    }
  }
  for (const char* address : {honest, greedy}) {
    const auto reply = RawClient(box.port(), 0, address).ask(WholeBox::login("ann@example.com", "wrong"));
    REQUIRE(reply);
    CHECK(reply->status == 401);
  }
}

TEST_CASE("sign-in queue: one that came in pieces is answered, once it is whole") {
  const WholeBox box;
  const std::string body = R"({"email":"ann@example.com","password":"open-sesame"})";
  RawClient chunked(box.port());
  REQUIRE(chunked.send(head_of_sign_in("Transfer-Encoding: chunked")));
  for (const char c : body) REQUIRE(chunked.send(std::string("1\r\n") + c + "\r\n"));
  auto reply = chunked.ask("0\r\n\r\n");
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK_FALSE(reply->closes());

  for (int again = 0; again < 2; ++again) {
    const std::string length = "Content-Length: " + std::to_string(body.size());
    reply = chunked.ask(head_of_sign_in(length + "\r\nExpect: 100-continue"));
    REQUIRE(reply);
    CHECK(reply->status == 100);
    REQUIRE(chunked.send(body.substr(0, 10)));
    reply = chunked.ask(body.substr(10));
    REQUIRE(reply);
    CHECK(reply->status == 200);
  }
}

TEST_CASE("sign-in queue: a chunked body that never gets small is refused at its limit") {
  const WholeBox box;
  RawClient client(box.port());
  REQUIRE(client.send(head_of_sign_in("Transfer-Encoding: chunked")));
  for (int i = 0; i < 40; ++i) REQUIRE(client.send("400\r\n" + std::string(1024, 'x') + "\r\n"));
  const auto reply = client.read();
  REQUIRE(reply);
  CHECK(reply->status == 413);
}

TEST_CASE("sign-in queue: what waits for the rest of its body is counted once") {
  const WholeBox box({.requests_per_minute = 6000});
  RawClient client(box.port());
  REQUIRE(client.send(head_of_sign_in("Transfer-Encoding: chunked") + "1\r\n{\r\n"));
  const auto reply = client.ask("1\r\n}\r\n0\r\n\r\n");
  REQUIRE(reply);
  CHECK(reply->status == 400);
  const auto left = base::parse_int(reply->field("x-ratelimit-remaining"));
  const auto limit = base::parse_int(reply->field("x-ratelimit-limit"));
  REQUIRE(left);
  REQUIRE(limit);
  CHECK(*limit - *left <= 2);  // with the sign-in before it
}
