// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "auth/login_code.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "support/api_fixture.h"

namespace {

using support::ApiBox;
using support::Client;
using support::Hall;
using support::Reply;

constexpr auto no_account = R"({"detail":"No active account found with the given credentials"})";
constexpr auto bad_refresh = R"({"detail":"Token is invalid or expired","code":"token_not_valid"})";

std::string credentials(const std::string& email,
                        const std::string& password = std::string(ApiBox::password)) {
  return R"({"email": ")" + email + R"(", "password": ")" + password + R"("})";
}

Reply login(Hall& hall, const std::string& email,
            const std::string& password = std::string(ApiBox::password)) {
  return hall.nobody.json("POST", "/api/v1/token/", credentials(email, password));
}

Reply refresh(Hall& hall, const std::string& token) {
  return hall.nobody.json("POST", "/api/v1/token/refresh/", R"({"refresh": ")" + token + R"("})");
}

}  // namespace

TEST_CASE("tokens: e-mail and password give a pair that works") {
  Hall hall;
  const Reply pair = login(hall, "owner@example.com");
  REQUIRE(pair.status == 200);
  CHECK(pair.json().get<base::JsonObject>().size() == 2);
  const std::string access = pair.at("access").get<std::string>();
  CHECK(hall.box.ask("GET", "/api/v1/countries/", {{"authorization", "Bearer " + access}}).status == 200);
  const Reply again = refresh(hall, pair.at("refresh").get<std::string>());
  REQUIRE(again.status == 200);
  CHECK(again.json().get<base::JsonObject>().size() == 1);
  const std::string fresh = again.at("access").get<std::string>();
  CHECK(hall.box.ask("GET", "/api/v1/countries/", {{"authorization", "Bearer " + fresh}}).status == 200);
}

TEST_CASE("tokens: the e-mail in any case, urlencoded and multipart; blanks around are forgiven") {
  Hall hall;
  CHECK(login(hall, "  OWNER@example.com ").status == 200);
  CHECK(login(hall, "owner@example.com", " correct horse ").status == 200);
  CHECK(hall.nobody
            .ask("POST", "/api/v1/token/", "application/x-www-form-urlencoded",
                 "email=owner%40example.com&password=correct+horse")
            .status == 200);
  CHECK(hall.nobody
            .form("POST", "/api/v1/token/", {{"email", "owner@example.com"}, {"password", "correct horse"}})
            .status == 200);
}

TEST_CASE("tokens: a password with blanks at its ends is taken as it is") {
  Hall hall;
  auth::PasswordHasher passwords(1000);
  const std::string hash = passwords.hash(" spaced ");
  hall.box.write([&](store::WriteBatch& w) { store::set_password(w, hall.owner_id, hash); });
  CHECK(login(hall, "owner@example.com", " spaced ").status == 200);
  CHECK(login(hall, "owner@example.com", "spaced").status == 401);
}

TEST_CASE("tokens: a wrong password, an unknown and a switched-off account look the same") {
  Hall hall;
  hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.stranger_id, false); });
  for (const Reply& reply : {login(hall, "owner@example.com", "wrong"), login(hall, "nobody@example.com"),
                             login(hall, "stranger@example.com")}) {
    CHECK(reply.status == 401);
    CHECK(reply.body == no_account);
    CHECK(reply.header("WWW-Authenticate") == "Bearer realm=\"api\"");
  }
}

TEST_CASE("tokens: an account without a password cannot be opened by one") {
  Hall hall;
  hall.box.write([&](store::WriteBatch& w) { store::set_password(w, hall.owner_id, ""); });
  CHECK(login(hall, "owner@example.com", "x").status == 401);
}

TEST_CASE("tokens: complaints about the fields") {
  Hall hall;
  const std::pair<const char*, const char*> table[] = {
      {"{}", R"({"email":["This field is required."],"password":["This field is required."]})"},
      {R"({"email":"a"})", R"({"password":["This field is required."]})"},
      {R"({"email":"","password":" "})",
       R"({"email":["This field may not be blank."],"password":["This field may not be blank."]})"},
      {R"({"email":null,"password":null})",
       R"({"email":["This field may not be null."],"password":["This field may not be null."]})"},
      {R"({"email":["a"],"password":true})",
       R"({"email":["Not a valid string."],"password":["Not a valid string."]})"},
      {"[]", R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})"},
  };
  for (const auto& [sent, body] : table) {
    const Reply reply = hall.nobody.json("POST", "/api/v1/token/", sent);
    CHECK_MESSAGE(reply.status == 400, sent);
    CHECK(reply.body == body);
  }
  CHECK(hall.nobody.json("POST", "/api/v1/token/refresh/", "{}").body ==
        R"({"refresh":["This field is required."]})");
  CHECK(hall.nobody.json("POST", "/api/v1/token/code/", R"({"code":null})").body ==
        R"({"code":["This field may not be null."]})");
}

TEST_CASE("tokens: too many wrong passwords hold up this account from this address alone") {
  Hall hall({.wrong_logins_per_minute = 3});
  for (int i = 0; i < 3; ++i) CHECK(login(hall, "owner@example.com", "wrong").status == 401);
  const Reply refused = login(hall, "OWNER@example.com");
  CHECK(refused.status == 429);
  CHECK(refused.header("Retry-After") == "20");
  CHECK(refused.body == R"({"detail":"Request was throttled. Expected available in 20 seconds."})");
  CHECK(login(hall, "stranger@example.com").status == 200);
  hall.box.address = "10.0.0.10";
  CHECK(login(hall, "owner@example.com").status == 200);
  hall.box.address = "10.0.0.9";
  hall.box.clock.advance(20);
  CHECK(login(hall, "owner@example.com").status == 200);
}

TEST_CASE("tokens: a good password makes up for the wrong ones before it") {
  Hall hall({.wrong_logins_per_minute = 3});
  for (int round = 0; round < 4; ++round) {
    CHECK(login(hall, "owner@example.com", "wrong").status == 401);
    CHECK(login(hall, "owner@example.com", "wrong").status == 401);
    CHECK(login(hall, "owner@example.com").status == 200);
  }
}

TEST_CASE("tokens: refresh refuses what is no refresh token") {
  Hall hall;
  const std::string good = hall.box.token_of(hall.owner_id, auth::TokenType::refresh);
  const Reply garbage = refresh(hall, "garbage");
  CHECK(garbage.status == 401);
  CHECK(garbage.body == bad_refresh);
  CHECK(garbage.header("WWW-Authenticate") == "Bearer realm=\"api\"");
  CHECK(refresh(hall, hall.box.token_of(hall.owner_id)).body ==
        R"({"detail":"Token has wrong type","code":"token_not_valid"})");
  hall.box.clock.advance(7 * 24 * 3600 - 1);
  CHECK(refresh(hall, good).status == 200);
  hall.box.clock.advance(1);
  CHECK(refresh(hall, good).body == bad_refresh);
}

TEST_CASE("tokens: refresh ends with the account and with its generation") {
  Hall hall;
  const std::string token = hall.box.token_of(hall.owner_id, auth::TokenType::refresh);
  hall.box.write([&](store::WriteBatch& w) { store::set_password(w, hall.owner_id, "x"); });
  CHECK(refresh(hall, token).body == bad_refresh);
  hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.owner_id, false); });
  constexpr auto inactive =
      R"({"detail":"No active account found with the given credentials","code":"no_active_account"})";
  CHECK(refresh(hall, token).body == inactive);
  CHECK(refresh(hall, hall.box.token_of({999}, auth::TokenType::refresh)).body == inactive);
}

TEST_CASE("tokens: a central server's token, without a generation, ends with the account's first") {
  Hall hall;
  const auto token = [&](const std::string& kind) {
    const std::string head = base::base64url_encode(R"({"alg":"HS256","typ":"JWT"})"),
                      claims = base::base64url_encode(
                          R"({"token_type":")" + kind +
                          R"(","exp":99999999999,"iat":99999999990,"jti":"x","user_id":)" +
                          std::to_string(hall.owner_id.value) + "}");
    const std::string key = "a key for tests, long enough to be one";
    return head + "." + claims + "." + base::base64url_encode(crypto::hmac_sha256(key, head + "." + claims));
  };
  const auto countries = [&] {
    return hall.box.ask("GET", "/api/v1/countries/", {{"authorization", "Bearer " + token("access")}}).status;
  };
  CHECK(countries() == 200);
  CHECK(refresh(hall, token("refresh")).status == 200);
  hall.box.write([&](store::WriteBatch& w) { store::revoke_tokens(w, hall.owner_id); });
  CHECK(countries() == 401);
  CHECK(refresh(hall, token("refresh")).body == bad_refresh);
}

TEST_CASE("tokens: a phone signs itself out with all that came from its token, and nobody else") {
  Hall hall;
  const auto blacklist = [&](const std::string& token) {
    return hall.nobody.json("POST", "/api/v1/token/blacklist/", R"({"refresh": ")" + token + R"("})");
  };
  const auto countries = [&](const Reply& pair) {
    const std::string access = pair.at("access").to_str();
    return hall.box.ask("GET", "/api/v1/countries/", {{"authorization", "Bearer " + access}}).status;
  };
  const Reply phone = login(hall, "owner@example.com"), other = login(hall, "owner@example.com");
  const std::string token = phone.at("refresh").to_str();
  const Reply refreshed = refresh(hall, token);
  REQUIRE(refreshed.status == 200);
  const Reply gone = blacklist(token);
  CHECK(gone.status == 200);
  CHECK(gone.body == "{}");
  CHECK(countries(phone) == 401);
  CHECK(countries(refreshed) == 401);
  constexpr auto blacklisted = R"({"detail":"Token is blacklisted","code":"token_not_valid"})";
  CHECK(refresh(hall, token).body == blacklisted);
  CHECK(blacklist(token).status == 401);
  CHECK(blacklist(token).body == blacklisted);
  CHECK(countries(other) == 200);
  CHECK(refresh(hall, other.at("refresh").to_str()).status == 200);

  CHECK(blacklist("garbage").body == bad_refresh);
  CHECK(blacklist(other.at("access").to_str()).body ==
        R"({"detail":"Token has wrong type","code":"token_not_valid"})");
  CHECK(hall.nobody.json("POST", "/api/v1/token/blacklist/", "{}").body ==
        R"({"refresh":["This field is required."]})");
  CHECK(blacklist(hall.box.token_of({999}, auth::TokenType::refresh)).status == 200);
}

TEST_CASE("tokens: an upload under way ends with the token family it came with") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const Reply phone = login(hall, "owner@example.com");
  hall.box.on_read = [&, once = false](std::uint64_t taken) mutable {
    if (taken == 0 || std::exchange(once, true)) return;
    CHECK(hall.nobody
              .json("POST", "/api/v1/token/blacklist/",
                    R"({"refresh": ")" + phone.at("refresh").to_str() + R"("})")
              .status == 200);
  };
  const Reply refused = hall.box.ask("POST", booth + "videos/",
                                     {{"authorization", "Bearer " + phone.at("access").to_str()},
                                      {"content-type", std::string(support::form_type)}},
                                     support::multipart({{"video", support::mp4(5000), "a.mp4"}}));
  CHECK(refused.status == 401);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("tokens: a printed code gives a pair, however it is typed; a wrong one is as a wrong password") {
  Hall hall({.wrong_logins_per_minute = 2});
  const std::string code = auth::new_login_code();
  hall.box.write(
      [&](store::WriteBatch& w) { store::set_login_code(w, hall.owner_id, auth::login_code_hash(code)); });
  const auto redeem = [&](const std::string& typed) {
    return hall.nobody.json("POST", "/api/v1/token/code/", R"({"code": ")" + typed + R"("})");
  };
  const Reply wrong = redeem("0000-0000-0000-0000");
  CHECK(wrong.status == 401);
  CHECK(wrong.body == no_account);
  const Reply pair = redeem(" " + base::ascii_lower(code) + " ");
  REQUIRE(pair.status == 200);
  const std::string access = pair.at("access").get<std::string>();
  CHECK(hall.box.ask("GET", "/api/v1/countries/", {{"authorization", "Bearer " + access}}).status == 200);
  CHECK(redeem("1").status == 401);
  CHECK(redeem("2").status == 401);
  CHECK(redeem(code).status == 429);
}

TEST_CASE(
    "tokens: an account that cannot be opened costs as many rounds as one that can, whosever they are") {
  Hall hall;
  // As Django writes it, with other rounds than the box's own.
  const std::string imported =
      "pbkdf2_sha256$7000$Salt0123456789abcdefgh$dPxbRTqPqmz7uCFiIhkCsoHNDqp0TipZRR4NoqXL4Fg=";
  const auto rounds = [&](const std::string& email, const std::string& password = "wrong") {
    const auto before = hall.box.passwords.rounds_done();
    CHECK(login(hall, email, password).status == 401);
    return hall.box.passwords.rounds_done() - before;
  };
  const auto own = rounds("owner@example.com");
  CHECK(own == 1000);
  CHECK(rounds("nobody@example.com") == own);
  CHECK(rounds("nobody@example.com", " wrong ") == rounds("owner@example.com", " wrong "));

  for (const store::UserId user : {hall.owner_id, hall.stranger_id, hall.admin_id}) {
    hall.box.write([&](store::WriteBatch& w) { store::set_password(w, user, imported); });
  }
  CHECK(rounds("owner@example.com") == 7000);
  hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.stranger_id, false); });
  hall.box.write([&](store::WriteBatch& w) { store::set_password(w, hall.admin_id, ""); });
  for (const char* email : {"a@example.com", "nobody@example.com", "zoe@example.com", "stranger@example.com",
                            "admin@example.com", "no e-mail at all"}) {
    CAPTURE(email);
    CHECK(rounds(email) == 7000);
  }
}

TEST_CASE("tokens: in a box without any password an unknown account costs what one would") {
  support::ApiBox box;
  Client nobody(box);
  CHECK(nobody.json("POST", "/api/v1/token/", credentials("a@example.com")).status == 401);
  CHECK(box.passwords.rounds_done() == 2 * 1000);  // one more made the test's own hash
}

TEST_CASE("tokens: who tries many accounts is held up, who signs in many phones is not") {
  Hall hall({.wrong_by_address_per_minute = 4});
  const std::string hash = hall.box.passwords.hash("correct horse");  // no other account has this one
  hall.box.write([&](store::WriteBatch& w) { store::set_password(w, hall.stranger_id, hash); });
  for (int i = 0; i < 20; ++i) CHECK(login(hall, "owner@example.com").status == 200);
  for (int i = 0; i < 4; ++i) CHECK(login(hall, std::to_string(i) + "@example.com").status == 401);
  const Reply refused = login(hall, "stranger@example.com");
  CHECK(refused.status == 429);
  CHECK(refused.header("Retry-After") == "15");
  CHECK(login(hall, "owner@example.com").status == 200);  // a remembered password
  hall.box.address = "10.0.0.10";
  CHECK(login(hall, "admin@example.com").status == 200);
  hall.box.address = "10.0.0.9";
  hall.box.clock.advance(15);
  CHECK(login(hall, "stranger@example.com").status == 200);
}
