// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "auth/login_code.h"
#include "base/text/text.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace {

using support::ApiBox;
using support::BoxOptions;
using support::Client;
using support::Reply;

constexpr auto target = "/api/v1/admin/first-run/";
constexpr auto code = "7KQ2-M0XH-9VDB-RT4E";

// A box whose one-time link waits.
struct NewBox {
  explicit NewBox(const BoxOptions& options = {}) : box(options) {
    box.write([](store::WriteBatch& w) {
      store::set_setting(w, store::setup_code_sha256, auth::login_code_hash(code));
    });
  }
  Reply use(const std::string& typed = code, const std::string& email = "chief@example.com",
            const std::string& password = "correct horse") {
    return nobody.json(
        "POST", target,
        R"({"code":")" + typed + R"(","email":")" + email + R"(","password":")" + password + "\"}");
  }
  bool open() { return nobody.get(target).body == R"({"open":true})"; }

  ApiBox box;
  Client nobody{box};
};

}  // namespace

TEST_CASE("first run: the link makes an administrator, who is signed in, once") {
  NewBox fresh;
  CHECK(fresh.open());
  const Reply reply = fresh.use(base::ascii_lower(code));
  REQUIRE(reply.status == 200);
  CHECK(reply.at("user").get("email").get<std::string>() == "chief@example.com");
  CHECK(reply.header("Cache-Control") == "no-store");
  const std::string cookie = reply.header("Set-Cookie");
  CHECK(
      fresh.box.ask("GET", "/api/v1/admin/session/", {{"cookie", cookie.substr(0, cookie.find(';'))}}).body ==
      reply.body);
  CHECK(fresh.box.first_runs == 1);
  CHECK_FALSE(fresh.open());
  CHECK(fresh.use(code, "thief@example.com").status == 403);
  CHECK_FALSE(store::user_by_email(fresh.box.engine, "thief@example.com"));
  CHECK(fresh.nobody
            .json("POST", "/api/v1/token/", R"({"email":"chief@example.com","password":"correct horse"})")
            .status == 200);
}

TEST_CASE("first run: an account that exists gets the password and the rank, its earlier ways in are void") {
  NewBox fresh;
  const auto user = fresh.box.add_user("ann@example.com", 5);
  fresh.box.write([&](store::WriteBatch& w) {
    store::set_login_code(w, user, auth::login_code_hash("0000-1111-2222-3333"));
    store::set_active(w, user, false);
  });
  CHECK(fresh.use(code, "ANN@example.com", "another one").status == 200);
  const auto ann = store::user_by_id(fresh.box.engine, user).value();
  CHECK(ann.email == "ann@example.com");
  CHECK(ann.admin);
  CHECK(ann.active);
  CHECK(ann.booth_limit == 5);
  CHECK(ann.generation == 2);
  CHECK(fresh.nobody.json("POST", "/api/v1/token/code/", R"({"code":"0000-1111-2222-3333"})").status == 401);
}

TEST_CASE("first run: wrong codes are refused, and count") {
  NewBox fresh({.wrong_logins_per_minute = 2});
  CHECK(fresh.use("0000-0000-0000-0000").status == 403);
  CHECK(fresh.nobody.json("POST", "/api/v1/token/code/", R"({"code":"0000"})").status == 401);
  CHECK(fresh.use().status == 429);
  CHECK(fresh.open());
  CHECK(store::count_users(fresh.box.engine) == 0);
  fresh.box.clock.advance(60);
  CHECK(fresh.use().status == 200);
}

TEST_CASE("first run: bad input costs no code") {
  NewBox fresh;
  CHECK(fresh.nobody.json("POST", target, "{}").body ==
        R"({"code":["This field is required."],"email":["This field is required."],)"
        R"("password":["This field is required."]})");
  CHECK(fresh.use(code, "chief", "short").body ==
        R"({"email":["Enter a valid email address."],)"
        R"("password":["This password is too short. It must contain at least 8 characters."]})");
  CHECK(fresh.use(code, "chief@example.com", "password").status == 400);
  CHECK(fresh.open());
  CHECK(fresh.box.first_runs == 0);
}

TEST_CASE("first run: of two at once one wins") {
  NewBox fresh;
  fresh.box.engine.refused = store::Rejection::version_mismatch;  // what the second one's write is told
  CHECK(fresh.use().status == 403);
  CHECK(fresh.box.first_runs == 0);
  fresh.box.engine.refused.reset();
  fresh.box.write([&](store::WriteBatch& w) {
    store::delete_setting_if(w, store::setup_code_sha256, auth::login_code_hash(code));
  });
  const auto late = fresh.box.write([&](store::WriteBatch& w) {
    store::delete_setting_if(w, store::setup_code_sha256, auth::login_code_hash(code));
    store::make_admin(w, "late@example.com", "x", 0);
  });
  CHECK(late.refused == store::Rejection::version_mismatch);
  CHECK_FALSE(store::user_by_email(fresh.box.engine, "late@example.com"));
}

TEST_CASE("first run: no link waits in a box that has its administrator") {
  support::Hall hall;
  CHECK(hall.nobody.get(target).body == R"({"open":false})");
  CHECK(hall.nobody
            .json("POST", target, R"({"code":"0","email":"thief@example.com","password":"correct horse"})")
            .status == 403);
  CHECK(hall.box.first_runs == 0);
}
