// SPDX-License-Identifier: MIT
// Guessing passwords and codes, from addresses of this machine.

#include <doctest/doctest.h>

#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::Reply;
using support::WholeBox;

constexpr std::int64_t default_limit =
    6000;  // requests a minute: the default, which also turns on what is tested here
constexpr auto here = "127.0.0.2", elsewhere = "127.0.0.3";

Reply ask_from(const WholeBox& box, const char* address, const std::string& request) {
  const auto reply = RawClient(box.port(), 0, address).ask(request);
  REQUIRE(reply);
  return *reply;
}

// How many tries are answered before the first 429, which says when to come back.
template <class Try>
int tries_until_throttled(int most, Try one_try) {
  for (int tries = 0; tries < most; ++tries) {
    const Reply reply = one_try();
    if (reply.status == 429) {
      CHECK(base::parse_int(reply.field("retry-after")).value_or(0) >= 1);
      CHECK(base::parse_json(reply.body).get("detail").is<std::string>());
      return tries;
    }
    CHECK(reply.status == 401);
  }
  return most;
}

}  // namespace

TEST_CASE("guessing: by the tenth wrong password an account waits at that address, and nobody else does") {
  const WholeBox box({.requests_per_minute = default_limit});
  const auto wrong = [&] { return ask_from(box, here, WholeBox::login("ann@example.com", "wrong")); };
  CHECK(tries_until_throttled(10, wrong) < 10);
  CHECK(ask_from(box, here, WholeBox::login("ANN@example.com", "open-sesame")).status == 429);
  CHECK(ask_from(box, here, WholeBox::login("bob@example.com", "wrong")).status == 401);
  CHECK(ask_from(box, elsewhere, WholeBox::login("ann@example.com", "open-sesame")).status == 200);
  CHECK(ask_from(box, here, box.get("/api/v1/booths/list/")).status == 200);  // who is in stays in
}

TEST_CASE("guessing: an unknown account is throttled as a known one is") {
  const WholeBox box({.requests_per_minute = default_limit});
  const auto tries_for = [&](const std::string& email) {
    return tries_until_throttled(20, [&] { return ask_from(box, here, WholeBox::login(email, "wrong")); });
  };
  CHECK(tries_for("nobody@example.com") == tries_for("ann@example.com"));
}

TEST_CASE("guessing: a header that claims another address changes nothing") {
  const WholeBox box({.requests_per_minute = default_limit});
  int number = 0;
  const auto wrong = [&] {
    std::string request = WholeBox::login("ann@example.com", "wrong");
    const std::string address = "10.0.0." + std::to_string(++number);
    request.insert(request.find("Host:"), "X-Forwarded-For: " + address + "\r\nForwarded: for=" + address +
                                              "\r\nX-Real-IP: " + address + "\r\nRemote_Addr: " + address +
                                              "\r\n");
    return ask_from(box, here, request);
  };
  CHECK(tries_until_throttled(10, wrong) < 10);
}

TEST_CASE("guessing: by the tenth wrong code an address waits, and no other one does") {
  const WholeBox box({.requests_per_minute = default_limit});
  const auto code = [](const std::string& text) {
    return WholeBox::post_as_nobody("/api/v1/token/code/", R"({"code":")" + text + "\"}");
  };
  CHECK(tries_until_throttled(10, [&] { return ask_from(box, here, code("0000-0000-0000-0000")); }) < 10);
  CHECK(ask_from(box, elsewhere, code("0000-0000-0000-0000")).status == 401);
  CHECK(ask_from(box, here, WholeBox::login("ann@example.com", "open-sesame")).status == 200);
}

TEST_CASE("guessing: a hall behind one address may mistype; who tries account after account has to wait") {
  const WholeBox box({.requests_per_minute = default_limit});
  int number = 0;
  const auto next_account = [&] {
    return ask_from(box, here, WholeBox::login(std::to_string(++number) + "@example.com", "123456"));
  };
  const int tries = tries_until_throttled(1000, next_account);
  CHECK(tries >= 300);
  CHECK(tries < 1000);
  CHECK(ask_from(box, elsewhere, WholeBox::login("ann@example.com", "open-sesame")).status == 200);
}
