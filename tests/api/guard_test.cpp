// SPDX-License-Identifier: MIT
#include "api/auth/guard.h"

#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

Reply ask_with(support::ApiBox& box, const std::string& authorization) {
  return box.ask("GET", "/api/v1/countries/", {{"authorization", authorization}});
}

std::string bad_token(const std::string& message) {
  return R"({"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[)"
         R"({"token_class":"AccessToken","token_type":"access","message":")" +
         message + "\"}]}";
}

}  // namespace

TEST_CASE("gate: the Authorization header is read as SimpleJWT reads it") {
  Hall hall;
  const std::string token = hall.box.token_of(hall.owner_id);
  const std::string refresh = hall.box.token_of(hall.owner_id, auth::TokenType::refresh);
  const std::string nobody = R"({"detail":"Authentication credentials were not provided."})";
  const std::string malformed =
      R"({"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"})";
  const std::pair<std::string, std::string> table[] = {
      {"", nobody},
      {"Basic YTpi", nobody},
      {"bearer " + token, nobody},
      {token, nobody},
      {"Bearer", malformed},
      {"Bearer a b", malformed},
      {"Bearer garbage", bad_token("Token is invalid or expired")},
      {"Bearer " + token.substr(0, token.size() - 4) + "AAAA", bad_token("Token is invalid or expired")},
      {"Bearer " + refresh, bad_token("Token has wrong type")},
      {"Bearer " + hall.box.token_of({999}), R"({"detail":"User not found","code":"user_not_found"})"},
  };
  for (const auto& [authorization, body] : table) {
    const Reply reply = ask_with(hall.box, authorization);
    CHECK_MESSAGE(reply.status == 401, authorization);
    CHECK(reply.body == body);
    CHECK(reply.header("WWW-Authenticate") == "Bearer realm=\"api\"");
  }
  CHECK(ask_with(hall.box, "Bearer   " + token).status == 200);
}

TEST_CASE("gate: an access token is good for 900 seconds") {
  Hall hall;
  hall.box.clock.advance(899);
  CHECK(hall.owner.get("/api/v1/countries/").status == 200);
  hall.box.clock.advance(1);
  const Reply late = hall.owner.get("/api/v1/countries/");
  CHECK(late.status == 401);
  CHECK(late.body == bad_token("Token is invalid or expired"));
}

TEST_CASE("gate: tokens end when the account is switched off or its password changes") {
  Hall hall;
  hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.owner_id, false); });
  CHECK(hall.owner.get("/api/v1/countries/").body ==
        R"({"detail":"User is inactive","code":"user_inactive"})");
  hall.box.write([&](store::WriteBatch& w) { store::set_password(w, hall.stranger_id, "x"); });
  CHECK(hall.stranger.get("/api/v1/countries/").body == bad_token("Token is invalid or expired"));
}

TEST_CASE("gate: tokens and health do not look at the Authorization header") {
  Hall hall;
  CHECK(hall.box.ask("GET", "/api/v1/health/", {{"authorization", "Bearer garbage"}}).status == 200);
  const support::HeaderList headers = {{"authorization", "Bearer garbage"},
                                       {"content-type", "application/json"}};
  CHECK(hall.box.ask("POST", "/api/v1/token/", headers, "{}").status == 400);
}

TEST_CASE("gate: hosts that only a local network can mean are answered, others are not") {
  for (const char* host :
       {"10.0.0.7", "10.0.0.7:8000", "[fe80::1]", "[::1]:8000", "localhost", "expobox", "EXPOBOX:80",
        "venue.local:8088", "box.lan", "box.home.arpa", "a.internal", "venue.local."}) {
    CHECK_MESSAGE(api::is_allowed_host(host, {}), host);
  }
  for (const char* host :
       {"", "evil.example.com", "local.example.com", "10.0.0.7.example.com", "box.local:80a", "[::1",
        "[evil]", "a b", "x/y", "venue.localx", "999.0.0.1", "::1", "box:123456"}) {
    CHECK_MESSAGE(!api::is_allowed_host(host, {}), host);
  }
}

TEST_CASE("gate: hosts may be added, with all names below one, or all") {
  CHECK(api::is_allowed_host("Fair.Example.com", {"fair.example.com"}));
  CHECK_FALSE(api::is_allowed_host("a.fair.example.com", {"fair.example.com"}));
  CHECK(api::is_allowed_host("a.fair.example.com", {".example.com"}));
  CHECK(api::is_allowed_host("example.com", {".example.com"}));
  CHECK_FALSE(api::is_allowed_host("notexample.com", {".example.com"}));
  CHECK(api::is_allowed_host("anything.example.org", {"*"}));
  CHECK_FALSE(api::is_allowed_host("any thing", {"*"}));
}

TEST_CASE("gate: a foreign Host is 400, for files too, before the credentials") {
  Hall hall;
  for (const char* target : {"/api/v1/countries/", "/api/v1/health/", "/media/booths/1/a.png"}) {
    const Reply reply = hall.box.ask("GET", target, {{"host", "evil.example.com"}});
    CHECK(reply.status == 400);
    CHECK(reply.at("detail").get<std::string>().starts_with("Invalid HTTP_HOST header: 'evil.example.com'."));
  }
}

TEST_CASE("gate: answers carry the rate limit of the account, whatever they are") {
  Hall hall({.requests_per_minute = 60});
  const Reply first = hall.owner.get("/api/v1/countries/");
  CHECK(first.header("X-RateLimit-Limit") == "60");
  CHECK(first.header("X-RateLimit-Remaining") == "59");
  CHECK(first.header("X-RateLimit-Reset") == std::to_string(support::FakeClock::start + 1));
  CHECK(hall.owner.get("/api/v1/booths/999/").header("X-RateLimit-Remaining") == "58");
  CHECK(hall.owner.ask("PUT", "/api/v1/countries/").header("X-RateLimit-Remaining") == "57");
  CHECK(hall.stranger.get("/api/v1/countries/").header("X-RateLimit-Remaining") == "59");
  CHECK(hall.nobody.get("/api/v1/countries/").header("X-RateLimit-Remaining") == "59");
  CHECK(hall.nobody.get("/api/v1/health/").header("X-RateLimit-Remaining") == "58");
}

TEST_CASE("gate: over the limit is 429 with the seconds to wait; others are not held up") {
  Hall hall({.requests_per_minute = 2});
  CHECK(hall.owner.get("/api/v1/countries/").status == 200);
  CHECK(hall.owner.get("/api/v1/countries/").status == 200);
  const Reply refused = hall.owner.get("/api/v1/countries/");
  CHECK(refused.status == 429);
  CHECK(refused.body == R"({"detail":"Request was throttled. Expected available in 30 seconds."})");
  CHECK(refused.header("Retry-After") == "30");
  CHECK(refused.header("X-RateLimit-Remaining") == "0");
  CHECK(hall.stranger.get("/api/v1/countries/").status == 200);
  hall.box.clock.advance(29);
  CHECK(hall.owner.get("/api/v1/countries/").body ==
        R"({"detail":"Request was throttled. Expected available in 1 second."})");
  hall.box.clock.advance(1);
  CHECK(hall.owner.get("/api/v1/countries/").status == 200);
}

TEST_CASE("gate: who has no token is 401 also over the limit of his address") {
  Hall hall({.requests_per_minute = 1});
  CHECK(hall.nobody.get("/api/v1/countries/").status == 401);
  CHECK(hall.nobody.get("/api/v1/countries/").status == 401);
  CHECK(hall.nobody.get("/api/v1/health/").status == 429);
}

TEST_CASE("gate: without a limit nothing is said of one, and files are never counted") {
  Hall hall;
  CHECK(hall.owner.get("/api/v1/countries/").header("X-RateLimit-Limit").empty());
  Hall limited({.requests_per_minute = 1});
  for (int i = 0; i < 3; ++i) CHECK(limited.nobody.get("/media/booths/1/a.png").status == 404);
}
