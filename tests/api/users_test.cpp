// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "store/settings.h"
#include "support/api_fixture.h"

namespace {

using support::Client;
using support::Hall;
using support::Reply;

constexpr const char* target = "/api/v1/admin/users/";

std::string url(store::UserId user, const std::string& rest = "") {
  return target + std::to_string(user.value) + "/" + rest;
}

std::vector<std::string> emails(const base::Json& list) {
  std::vector<std::string> all;
  for (const base::Json& one : list.get<base::JsonArray>()) all.push_back(one.get("email").to_str());
  return all;
}

struct Office : Hall {
  using Hall::Hall;
  Reply patch(store::UserId user, const std::string& body) { return admin.json("PATCH", url(user), body); }
  std::string complaint(store::UserId user, const std::string& body, const std::string& field) {
    const Reply reply = patch(user, body);
    CHECK(reply.status == 400);
    const base::Json json = reply.json();
    return json.contains(field) ? json.get(field).get(0).to_str() : reply.body;
  }
  std::vector<std::string> found(const std::string& query) {
    return emails(admin.get(target + query).json());
  }
  Reply login(const std::string& email, const std::string& password) {
    return nobody.json("POST", "/api/v1/token/",
                       R"({"email": ")" + email + R"(", "password": ")" + password + "\"}");
  }
  Reply redeem(const std::string& code) {
    return nobody.json("POST", "/api/v1/token/code/", R"({"code": ")" + code + "\"}");
  }
};

using Emails = std::vector<std::string>;

}  // namespace

TEST_CASE("users: administrators alone") {
  Office office;
  const std::string one = url(office.stranger_id);
  const std::vector<std::pair<std::string, std::string>> calls = {{"GET", target},
                                                                  {"POST", target},
                                                                  {"GET", one},
                                                                  {"PATCH", one},
                                                                  {"POST", one + "code/"},
                                                                  {"POST", one + "sign-out/"},
                                                                  {"DELETE", one + "throttle/"},
                                                                  {"POST", std::string(target) + "codes/"},
                                                                  {"GET", std::string(target) + "export/"},
                                                                  {"POST", "/api/v1/admin/import/"}};
  for (const auto& [method, path] : calls) {
    CAPTURE(path);
    CHECK(office.nobody.ask(method, path).status == 401);
    CHECK(office.owner.ask(method, path).status == 403);
  }
  for (const char* path : {"", "code/", "sign-out/", "throttle/"}) {
    const std::string method = *path == 0 ? "PATCH" : *path == 't' ? "DELETE" : "POST";
    CHECK(office.admin.ask(method, url({999}, path)).status == 404);
  }
  CHECK(office.admin.get(url({999})).status == 404);
}

TEST_CASE("users: an account shows what there is of it") {
  Office office;
  office.new_booth();
  office.box.write([&](store::WriteBatch& w) {
    w.run("INSERT INTO contacts VALUES (?, 1800000000, 1800000060, 403, 'POST /x', 'No.')", office.owner_id);
  });
  CHECK(
      office.admin.get(url(office.owner_id)).body ==
      R"({"id":1,"email":"owner@example.com","name":"","stand":"","booth_limit":100,"booths":1,)"
      R"("media_bytes":0,"text_bytes":5,"media_bytes_limit":null,"text_bytes_limit":null,"row_bytes_limit":null,)"
      R"("booth_items_limit":null,"booth_media_limit":null,"item_media_limit":null,"upload_bytes_limit":null,)"
      R"("is_active":true,"is_admin":false,"has_password":true,"has_code":false,)"
      R"("last_seen_at":"2027-01-15T08:00:00Z","last_error":{"at":"2027-01-15T08:01:00Z","status":403,)"
      R"("request":"POST /x","detail":"No."}})");
}

TEST_CASE("users: the list is by name then e-mail, searched, by role, by silence, in pages") {
  Office office;
  office.patch(office.owner_id, R"({"name": "beta 100%", "stand": "B_12"})");
  office.patch(office.stranger_id, R"({"name": "Alpha", "stand": "B312"})");
  office.patch(office.admin_id, R"({"name": "beta"})");
  CHECK(office.found("") == Emails{"stranger@example.com", "admin@example.com", "owner@example.com"});
  CHECK(office.found("?search=ALPH") == Emails{"stranger@example.com"});
  CHECK(office.found("?search=b_12") == Emails{"owner@example.com"});
  CHECK(office.found("?search=100%25") == Emails{"owner@example.com"});
  CHECK(office.found("?search=%25%25").empty());
  office.patch(office.stranger_id, R"({"name": "علي كريمي", "stand": "٤٢"})");
  for (const char* search : {"علی کریمی", "عَلِی", "42", "۴۲"}) {
    CHECK_MESSAGE(office.found("?search=" + base::form_encode(search)) == Emails{"stranger@example.com"},
                  search);
  }
  office.patch(office.stranger_id, R"({"name": "Alpha ÉTÉ", "stand": "B312"})");
  CHECK(office.found("?search=e%CC%81te") == Emails{"stranger@example.com"});
  CHECK(office.found("?role=admin") == Emails{"admin@example.com"});
  CHECK(office.found("?role=exhibitor").size() == 2);
  CHECK(office.admin.get(std::string(target) + "?role=boss").status == 400);
  CHECK(office.admin.get(std::string(target) + "?silent_since=yesterday").status == 400);

  office.box.write([&](store::WriteBatch& w) {
    w.run("INSERT INTO contacts (user_id, seen_at) VALUES (?, 1800000000), (?, 1800000060)", office.owner_id,
          office.stranger_id);
  });
  CHECK(office.found("?silent_since=2027-01-15T08:00:30Z") ==
        Emails{"admin@example.com", "owner@example.com"});

  const Reply page = office.admin.get(std::string(target) + "?page=2&page_size=2");
  CHECK(page.at("count").get<std::int64_t>() == 3);
  CHECK(emails(page.at("results")) == Emails{"owner@example.com"});
}

TEST_CASE("users: a new account without a password comes with a card that signs in") {
  Office office;
  const Reply made = office.admin.json(
      "POST", target, R"({"email": " new@example.com ", "name": "New", "stand": "C1", "booth_limit": 4})");
  REQUIRE(made.status == 201);
  CHECK(made.at("email").to_str() == "new@example.com");
  CHECK(made.at("booth_limit").get<std::int64_t>() == 4);
  CHECK(made.at("has_code").get<bool>());
  CHECK_FALSE(made.at("has_password").get<bool>());
  const std::string code = made.at("card").get("code").to_str();
  CHECK(made.at("card").get("link").to_str() == "http://10.0.0.7:8000/#/code/" + code);
  CHECK(made.at("card").get("user").get<std::int64_t>() == made.id());
  CHECK(office.redeem(code).status == 200);
  CHECK_FALSE(office.admin.get(url({made.id()})).at("has_code").get<bool>());
}

TEST_CASE("users: an e-mail address is cleaned, and one mailbox has one account") {
  Office office;
  const auto add = [&](const std::string& email) {
    return office.admin.json("POST", target, R"({"email": ")" + email + "\"}");
  };
  CHECK(add("mailto:info@xn--mller-kva.example\u200b").at("email").to_str() == "info@müller.example");
  CHECK(add("<INFO@mu\u0308ller.example>").status == 400);
  CHECK(add("a@b.example, c@d.example").body == R"({"email":["Enter a valid email address."]})");
  REQUIRE(add("two@example.com,").at("email").to_str() == "two@example.com");
  const std::string password = R"(, "password": "long enough"})";
  CHECK(office.admin.json("POST", target, R"({"email": "jose\u0301@example.com")" + password).status == 201);
  for (const char* typed : {"josé@example.com", " JOSÉ@example.com ", "mailto:jose\u0301@example.com"}) {
    CHECK_MESSAGE(office.login(typed, "long enough").status == 200, typed);
  }
}

TEST_CASE("users: a new account with a password has no card; what is wrong is told by field") {
  Office office;
  const Reply made = office.admin.json(
      "POST", target, R"({"email": "boss@example.com", "password": "long enough", "is_admin": true})");
  REQUIRE(made.status == 201);
  CHECK(made.at("card").is<picojson::null>());
  CHECK(made.at("is_admin").get<bool>());
  CHECK(made.at("booth_limit").get<std::int64_t>() == 1);
  CHECK(office.login("boss@example.com", "long enough").status == 200);

  const Reply bad = office.admin.json("POST", target,
                                      R"({"email": "nobody", "booth_limit": -1, "is_admin": "perhaps",)"
                                      R"("password": "short", "name": 7.5, "stand": []})");
  CHECK(bad.status == 400);
  for (const char* field : {"email", "booth_limit", "is_admin", "password", "stand"}) {
    CHECK(bad.json().contains(field));
  }
  CHECK(office.admin.json("POST", target, "{}").json().contains("email"));
  const Reply taken = office.admin.json("POST", target, R"({"email": "OWNER@example.com"})");
  CHECK(taken.status == 400);
  CHECK(taken.json().contains("email"));
}

TEST_CASE("users: a change of password, of active or of the role makes the tokens void; another does not") {
  Office office;
  CHECK(office.patch(office.owner_id, R"({"email": "moved@example.com", "booth_limit": 3})").status == 200);
  CHECK(office.owner.get("/api/v1/booths/list/").status == 200);
  CHECK(office.patch(office.owner_id, R"({"password": "a new one"})").status == 200);
  CHECK(office.owner.get("/api/v1/booths/list/").status == 401);
  CHECK(office.login("moved@example.com", "a new one").status == 200);
  CHECK(office.patch(office.stranger_id, R"({"is_admin": true})").at("is_admin").get<bool>());
  CHECK(office.stranger.get("/api/v1/booths/list/").status == 401);
  CHECK_FALSE(office.patch(office.stranger_id, R"({"is_active": false})").at("is_active").get<bool>());
  CHECK(office.patch(office.stranger_id, R"({"password": ""})").status == 200);  // a field left empty
}

TEST_CASE("users: nobody takes themselves or the last administrator away, nor another's e-mail") {
  Office office;
  CHECK(office.complaint(office.admin_id, R"({"is_active": false})", "is_active").starts_with("You cannot"));
  CHECK(office.complaint(office.admin_id, R"({"is_admin": false})", "is_admin").starts_with("You cannot"));
  CHECK(office.complaint(office.owner_id, R"({"email": "Stranger@example.com"})", "email").find("already") !=
        std::string::npos);
  CHECK(office.complaint(office.owner_id, R"({"email": ""})", "email").find("blank") != std::string::npos);
  CHECK(office.complaint(office.owner_id, R"({"booth_limit": 2147483648})", "booth_limit")
            .starts_with("Ensure"));
  CHECK(office.admin.get(url(office.admin_id)).at("is_admin").get<bool>());
}

TEST_CASE("users: a new code voids the earlier one; many come in one go") {
  Office office;
  const std::string first = office.admin.ask("POST", url(office.owner_id, "code/")).at("code").to_str();
  const Reply second = office.admin.ask("POST", url(office.owner_id, "code/"));
  CHECK(second.header("Cache-Control") == "no-store");
  CHECK(office.redeem(first).status == 401);
  CHECK(office.redeem(second.at("code").to_str()).status == 200);

  const Reply many = office.admin.json("POST", std::string(target) + "codes/", R"({"users": [2, 1, 2]})");
  REQUIRE(many.status == 200);
  CHECK(emails(many.json()) == Emails{"stranger@example.com", "owner@example.com"});
  const base::Json cards = many.json();
  for (const base::Json& card : cards.get<base::JsonArray>()) {
    CHECK(office.redeem(card.get("code").to_str()).status == 200);
  }
  for (const char* body : {R"({})", R"({"users": 1})", R"({"users": ["a"]})", R"({"users": [1, 77]})"}) {
    CHECK(office.admin.json("POST", std::string(target) + "codes/", body).json().contains("users"));
  }
  std::string ids = "1";
  for (int at = 0; at < 1000; ++at) ids += ",1";
  CHECK(office.admin.json("POST", std::string(target) + "codes/", R"({"users": [)" + ids + "]}").status ==
        400);
}

TEST_CASE("users: signed out, every token of the account is void") {
  Office office;
  CHECK(office.admin.ask("POST", url(office.owner_id, "sign-out/")).status == 204);
  CHECK(office.owner.get("/api/v1/booths/list/").status == 401);
  CHECK(office.stranger.get("/api/v1/booths/list/").status == 200);
}

TEST_CASE("users: what was counted against an account is forgotten, whatever the address") {
  Office office{{.requests_per_minute = 0, .wrong_logins_per_minute = 2}};
  for (const char* address : {"10.0.0.1", "10.0.0.2"}) {
    office.box.address = address;
    for (int at = 0; at < 2; ++at) CHECK(office.login("owner@example.com", "wrong").status == 401);
    CHECK(office.login("OWNER@example.com", std::string(office.box.password)).status == 429);
    for (int at = 0; at < 2; ++at) CHECK(office.login("stranger@example.com", "wrong").status == 401);
  }
  CHECK(office.admin.ask("DELETE", url(office.owner_id, "throttle/")).status == 204);
  for (const char* address : {"10.0.0.1", "10.0.0.2"}) {
    office.box.address = address;
    CHECK(office.login("owner@example.com", std::string(office.box.password)).status == 200);
    CHECK(office.login("stranger@example.com", std::string(office.box.password)).status == 429);
  }
}

TEST_CASE("users: a new password is judged by the account's e-mail address and the event's name") {
  Office office;
  office.box.write([](store::WriteBatch& w) { store::set_setting(w, "event_name", "Spring Fair 2026"); });
  const auto told = [&](const std::string& password) {
    return office.complaint(office.owner_id, R"({"password": ")" + password + "\"}", "password");
  };
  CHECK(told("Owner@Example.com") == "The password is too similar to the email address.");
  CHECK(told("springfair 2026") == "The password is too similar to the event's name.");
  CHECK(told("opensesame") == "This password is too common.");
  CHECK(
      office.patch(office.owner_id, R"({"password": "long enough", "email": "other@example.com"})").status ==
      200);
  CHECK(office.complaint(office.owner_id, R"({"email": "elephants@example.com", "password": "elephants"})",
                         "password") == "The password is too similar to the email address.");
}
