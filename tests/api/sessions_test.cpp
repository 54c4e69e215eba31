// SPDX-License-Identifier: MIT
#include "store/sessions.h"

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

#include "base/version.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace {

using support::ApiBox;
using support::Hall;
using support::HeaderList;
using support::Reply;

constexpr auto target = "/api/v1/admin/session/";
constexpr std::int64_t hour = 3600;

Reply sign_in(Hall& hall, const std::string& email = "admin@example.com",
              const std::string& password = std::string(ApiBox::password)) {
  return hall.nobody.json("POST", target, R"({"email":")" + email + R"(","password":")" + password + "\"}");
}

// What a browser sends back of the cookie it was given: "expobox_session_8000=…".
std::string cookie_of(const Reply& reply) {
  const std::string set = reply.header("Set-Cookie");
  REQUIRE(set.starts_with("expobox_session_8000="));
  return set.substr(0, set.find(';'));
}

Reply with_cookie(Hall& hall, const std::string& cookie, std::string_view method, std::string_view url,
                  bool meant = true) {
  HeaderList headers = {{"cookie", cookie}};
  if (meant) headers.emplace_back("x-expobox", "1");
  return hall.box.ask(method, url, headers);
}

}  // namespace

TEST_CASE("sessions: boxes at two ports of one host have cookies of their own") {
  Hall hall;
  const std::string body =
      R"({"email":"admin@example.com","password":")" + std::string(ApiBox::password) + "\"}";
  const auto at = [&](const std::string& host, HeaderList headers, std::string_view method,
                      std::string_view sent) {
    headers.emplace_back("host", host);
    headers.emplace_back("content-type", "application/json");
    return hall.box.ask(method, target, headers, sent);
  };
  const std::string first = at("box.local:8000", {}, "POST", body).header("Set-Cookie");
  const std::string second = at("[::1]:8001", {}, "POST", body).header("Set-Cookie");
  REQUIRE(first.starts_with("expobox_session_8000="));
  REQUIRE(second.starts_with("expobox_session_8001="));
  CHECK(at("[::1]", {}, "POST", body).header("Set-Cookie").starts_with("expobox_session="));
  const std::string both = first.substr(0, first.find(';')) + "; " + second.substr(0, second.find(';'));
  CHECK(at("box.local:8000", {{"cookie", both}}, "GET", "").status == 200);
  CHECK(at("box.local:8001", {{"cookie", both}}, "GET", "").status == 200);
  CHECK(at("box.local:8002", {{"cookie", both}}, "GET", "").status == 401);
}

TEST_CASE("sessions: an administrator signs in, is shown, signs out") {
  Hall hall;
  hall.box.write([](store::WriteBatch& w) { store::set_setting(w, "event_name", "Spring Fair"); });
  const Reply begun = sign_in(hall);
  REQUIRE(begun.status == 200);
  CHECK(begun.header("Cache-Control") == "no-store");
  CHECK(support::canonical(begun.body) ==
        support::canonical(R"({"user":{"id":)" + std::to_string(hall.admin_id.value) +
                           R"(,"email":"admin@example.com","name":""},"event_name":"Spring Fair",)" +
                           R"("language":"en","version":")" + std::string(base::version) +
                           R"(","clock":{"time":")" + base::iso_time(hall.box.clock.now()) +
                           R"(","source":"system","trusted":true}})"));
  const std::string cookie = cookie_of(begun);
  const Reply shown = with_cookie(hall, cookie, "GET", target, false);
  CHECK(shown.status == 200);
  CHECK(shown.body == begun.body);

  const Reply ended = with_cookie(hall, cookie, "DELETE", target);
  CHECK(ended.status == 204);
  CHECK(ended.header("Set-Cookie") ==
        "expobox_session_8000=; Path=/api/v1/; HttpOnly; SameSite=Strict; Max-Age=0");
  const Reply after = with_cookie(hall, cookie, "GET", target);
  CHECK(after.status == 401);
  CHECK(after.body == R"({"detail":"The session has ended.","code":"session_ended"})");
}

TEST_CASE(
    "sessions: the cookie is out of every script's and every other site's reach, and unlike any other") {
  Hall hall;
  const std::string first = sign_in(hall).header("Set-Cookie"), second = sign_in(hall).header("Set-Cookie");
  const std::string attributes = "; Path=/api/v1/; HttpOnly; SameSite=Strict";
  CHECK(first.ends_with(attributes));
  CHECK(first.size() == std::string("expobox_session_8000=").size() + 43 + attributes.size());  // 256 bits
  CHECK(first != second);
  hall.box.scheme = "https";
  const std::string third = sign_in(hall).header("Set-Cookie");
  CHECK(third.starts_with("__Host-expobox_session_8000="));
  CHECK(third.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
}

TEST_CASE("sessions: who gets none") {
  Hall hall;
  for (const auto& [email, password, status] :
       {std::tuple("admin@example.com", "wrong", 401), std::tuple("nobody@example.com", "wrong", 401),
        std::tuple("owner@example.com", "wrong", 401),
        std::tuple("owner@example.com", "correct horse", 403)}) {
    const Reply reply = sign_in(hall, email, password);
    CHECK(reply.status == status);
    CHECK(reply.header("Set-Cookie").empty());
  }
  CHECK(hall.nobody.json("POST", target, "{}").body ==
        R"({"email":["This field is required."],"password":["This field is required."]})");
  for (const char* method : {"GET", "DELETE"}) {
    CHECK(hall.nobody.ask(method, target).status == 401);
    CHECK(hall.owner.ask(method, target).status == 403);
  }
  CHECK(hall.admin.get(target).status == 200);  // by a token
  CHECK(hall.admin.ask("DELETE", target).status == 204);
  CHECK(hall.nobody.ask("PUT", target).header("Allow") == "POST, GET, DELETE, HEAD, OPTIONS");
}

TEST_CASE("sessions: wrong passwords count here and for phones alike") {
  Hall hall({.wrong_logins_per_minute = 2});
  CHECK(sign_in(hall, "admin@example.com", "wrong").status == 401);
  CHECK(hall.nobody.json("POST", "/api/v1/token/", R"({"email":"admin@example.com","password":"wrong"})")
            .status == 401);
  CHECK(sign_in(hall).status == 429);
}

TEST_CASE("sessions: who signs in waits for a slot, unless the password is remembered or the body is wrong") {
  Hall hall;
  hall.box.slots_free = false;
  const auto rounds = hall.box.passwords.rounds_done();
  CHECK(sign_in(hall).postponed);
  CHECK(sign_in(hall, "admin@example.com", "wrong").postponed);
  CHECK(sign_in(hall, "nobody@example.com").postponed);
  CHECK(hall.nobody.json("POST", target, "{}").status == 400);
  CHECK(hall.box.passwords.rounds_done() == rounds);
  hall.box.slots_free = true;
  CHECK(sign_in(hall).status == 200);
  hall.box.slots_free = false;
  CHECK(sign_in(hall).status == 200);
  CHECK(sign_in(hall, "admin@example.com", "wrong").postponed);
}

TEST_CASE("sessions: what waited for its slot is counted once, and more often when it comes again") {
  Hall hall({.requests_per_minute = 100, .wrong_logins_per_minute = 3});
  hall.box.slots_free = false;
  for (int i = 0; i < 3; ++i) CHECK(sign_in(hall).postponed);  // and went away
  CHECK(sign_in(hall).status == 429);
  hall.box.clock.advance(60);
  hall.box.slots_free = true;
  const Reply reply = sign_in(hall);
  CHECK(reply.status == 200);
  CHECK(reply.header("X-RateLimit-Remaining") == "99");
}

TEST_CASE("sessions: an address whose passwords are wrong waits behind the others until it has right ones") {
  Hall hall;
  CHECK(hall.box.sign_ins.rank(hall.box.address) == base::AddressScore::unknown);
  CHECK(sign_in(hall, "admin@example.com", "wrong").status == 401);
  CHECK(hall.box.sign_ins.rank(hall.box.address) == base::AddressScore::bad);
  CHECK(sign_in(hall).status == 200);
  CHECK(hall.box.sign_ins.rank(hall.box.address) == base::AddressScore::good);
  for (int i = 0; i < 2; ++i) CHECK(sign_in(hall, "admin@example.com", "wrong").status == 401);
  for (int i = 0; i < 9; ++i) CHECK(sign_in(hall).status == 200);  // remembered: they say nothing
  CHECK(hall.box.sign_ins.rank(hall.box.address) == base::AddressScore::bad);
}

TEST_CASE("sessions: a cookie opens whatever a token does, but changes nothing without the header") {
  Hall hall;
  const std::string cookie = cookie_of(sign_in(hall));
  for (const char* url : {"/api/v1/countries/", "/api/v1/admin/clock/"}) {
    CHECK(with_cookie(hall, cookie, "GET", url, false).status == 200);
    CHECK(with_cookie(hall, "other=1; " + cookie + "; expobox_sessions=2", "GET", url, false).status == 200);
    CHECK(with_cookie(hall, "other=1", "GET", url).status == 401);
    CHECK(with_cookie(hall, "expobox_session_8000=", "GET", url).status == 401);
    CHECK(with_cookie(hall, "expobox_session_8000=" + std::string(43, 'A'), "GET", url).status == 401);
  }
  const std::string booth = hall.new_booth();
  const Reply forged = with_cookie(hall, cookie, "DELETE", booth, false);
  CHECK(forged.status == 403);
  CHECK(forged.body.find("X-ExpoBox: 1") != std::string::npos);
  CHECK(with_cookie(hall, cookie, "DELETE", target, false).status == 403);
  CHECK(hall.owner.get(booth).status == 200);
  CHECK(with_cookie(hall, cookie, "GET", target).status == 200);
  CHECK(hall.box.ask("DELETE", booth, {{"cookie", cookie}, {"x-expobox", "0"}}).status == 403);
  CHECK(with_cookie(hall, cookie, "DELETE", booth).status == 204);
}

TEST_CASE("sessions: an Authorization header is what counts where there is one") {
  Hall hall;
  const std::string cookie = cookie_of(sign_in(hall));
  const std::string token = "Bearer " + hall.box.token_of(hall.owner_id);
  CHECK(hall.box.ask("GET", target, {{"cookie", cookie}, {"authorization", token}}).status == 403);
  CHECK(hall.box.ask("GET", target, {{"cookie", cookie}, {"authorization", "Bearer x"}}).status == 401);
}

TEST_CASE("sessions: 12 hours of the box's uptime, whatever the clock is set to") {
  Hall hall;
  const std::string cookie = cookie_of(sign_in(hall));
  hall.box.clock.set_now(hall.box.clock.now() + 365 * 24 * hour);
  hall.box.clock.advance(12 * hour - 1);
  CHECK(with_cookie(hall, cookie, "GET", target).status == 200);
  hall.box.clock.advance(1);
  CHECK(with_cookie(hall, cookie, "GET", target).status == 401);
  CHECK(store::query_one(
            hall.box.engine, [](const store::Row& row) { return row.integer(0); },
            "SELECT count(*) FROM sessions") == 1);
  sign_in(hall);  // sweeps the ended one
  CHECK(store::query_one(
            hall.box.engine, [](const store::Row& row) { return row.integer(0); },
            "SELECT count(*) FROM sessions") == 1);
}

TEST_CASE("sessions: end with the account, its rank and its password") {
  for (const int what : {0, 1, 2}) {
    Hall hall;
    const std::string cookie = cookie_of(sign_in(hall));
    CHECK(with_cookie(hall, cookie, "GET", target).status == 200);
    hall.box.write([&](store::WriteBatch& w) {
      if (what == 0) store::set_active(w, hall.admin_id, false);
      if (what == 1) store::update_user(w, hall.admin_id, {.admin = false});
      if (what == 2) store::set_password(w, hall.admin_id, "x");
    });
    CHECK(with_cookie(hall, cookie, "GET", target).status == 401);
  }
}

TEST_CASE("sessions: the database holds no token") {
  Hall hall;
  const std::string cookie = cookie_of(sign_in(hall));
  const std::string token = cookie.substr(cookie.find('=') + 1);
  const auto kept = store::query_one(
      hall.box.engine, [](const store::Row& row) { return std::string(row.text(0)); },
      "SELECT token_sha256 FROM sessions");
  REQUIRE(kept);
  CHECK(kept->size() == 64);
  CHECK(with_cookie(hall, "expobox_session_8000=" + *kept, "GET", target).status == 401);
  CHECK(kept->find(token) == std::string::npos);
}

TEST_CASE("sessions: none is promised that the drive does not hold") {
  Hall hall;
  hall.box.engine.broken = store::StorageError::Kind::full;
  const Reply reply = sign_in(hall);
  CHECK(reply.status == 507);
  CHECK(reply.header("Set-Cookie").empty());
}
