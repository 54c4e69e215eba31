// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "api/context/audit_trail.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

struct Office : Hall {
  // Action, object and detail, oldest first.
  std::vector<std::string> trail() {
    std::vector<std::string> lines;
    store::query_rows(
        box.engine,
        [&](const store::Row& row) {
          lines.push_back(std::string(row.text(0)) + "|" + std::string(row.text(1)) + "|" +
                          std::string(row.text(2)));
        },
        "SELECT action, object, detail FROM audit ORDER BY id");
    return lines;
  }
  std::string users(store::UserId user) const {
    return "/api/v1/admin/users/" + std::to_string(user.value) + "/";
  }
};

}  // namespace

TEST_CASE("audit: an administrator's write tells who did what, from where and when") {
  Office office;
  const std::string owner = office.users(office.owner_id);
  CHECK(office.admin.json("PATCH", owner, R"({"is_active": false, "password": "secret sesame"})").status ==
        200);
  CHECK(office.trail() == std::vector<std::string>{"user.update|users/1|password is_active=false"});
  const Reply listed = office.admin.get("/api/v1/admin/audit/?page=1");
  CHECK(listed.status == 200);
  CHECK(listed.at("count").serialize() == "1");
  const base::Json entry = listed.at("results").get(0);
  CHECK(entry.get("user").get("email").to_str() == "admin@example.com");
  CHECK(entry.get("address").to_str() == "10.0.0.9");
  CHECK(entry.get("at").to_str() == base::iso_time(office.box.clock.now()));
  CHECK(entry.get("uptime").get<std::int64_t>() == office.box.clock.uptime());
  CHECK(entry.get("clock").to_str() == office.box.clock.id());
  CHECK(office.admin.get("/api/v1/admin/audit/").json().get<base::JsonArray>().size() == 1);
  CHECK(office.stranger.get("/api/v1/admin/audit/").status == 403);
  CHECK(office.nobody.get("/api/v1/admin/audit/").status == 401);
}

TEST_CASE("audit: what is refused or only read leaves nothing, nor does an exhibitor") {
  Office office;
  CHECK(office.admin.json("PATCH", office.users({999}), "{}").status == 404);
  CHECK(office.admin.json("PATCH", office.users(office.admin_id), R"({"is_active": false})").status == 400);
  CHECK(office.admin.get(office.users(office.owner_id)).status == 200);
  office.new_item(office.new_booth());
  CHECK(office.trail().empty());
}

TEST_CASE("audit: what an administrator changes of others' is there, with or without a page") {
  Office office;
  const std::string booth = office.new_booth(), item = office.new_item(booth);
  CHECK(office.admin.json("PATCH", item, R"({"name": "New"})").status == 200);
  CHECK(office.admin.ask("DELETE", booth).status == 204);
  CHECK(office.trail() ==
        std::vector<std::string>{"item.update|" + item.substr(8, item.size() - 9) + "|",
                                 "booth.delete|" + booth.substr(8, booth.size() - 9) + "|"});
}

TEST_CASE(
    "audit: downloads and what is not the database's are there; a drive that fails keeps nobody from them") {
  Office office;
  CHECK(office.admin.get("/api/v1/admin/export/").status == 200);
  CHECK(office.admin.ask("DELETE", office.users(office.owner_id) + "throttle/").status == 204);
  CHECK(office.trail() ==
        std::vector<std::string>{"export.download|export|", "user.throttle|users/1/throttle|"});
  office.box.engine.broken = store::StorageError::Kind::full;
  CHECK(office.admin.get("/api/v1/admin/backup/").status == 200);
  CHECK(office.admin.json("PATCH", office.users(office.owner_id), R"({"is_active": false})").status == 507);
}

TEST_CASE("audit: an import is the entry of whoever began it, though a job writes") {
  Office office;
  const Reply job = office.admin.json("POST", "/api/v1/admin/import/",
                                      R"({"text": "email,password\na@example.com,secret sesame\n"})");
  REQUIRE(job.status == 202);
  office.admin.ended(job);
  CHECK(office.trail() == std::vector<std::string>{"import.start|import|", "import|import|accounts=1"});
  CHECK(*store::query_one(
            office.box.engine, [](const store::Row& row) { return row.integer(0); },
            "SELECT count(*) FROM audit WHERE user = 'admin@example.com'") == 2);
}

TEST_CASE("audit: administrators who sign in are there, by token and by cookie; exhibitors are not") {
  Office office;
  const auto sign_in = [&](const std::string& url, const std::string& email) {
    return office.nobody.json("POST", url, R"({"email":")" + email + R"(","password":"correct horse"})")
        .status;
  };
  CHECK(sign_in("/api/v1/token/", "owner@example.com") == 200);
  CHECK(office.trail().empty());
  CHECK(sign_in("/api/v1/token/", "admin@example.com") == 200);
  CHECK(sign_in("/api/v1/admin/session/", "admin@example.com") == 200);
  CHECK(sign_in("/api/v1/admin/session/", "owner@example.com") == 403);
  CHECK(office.trail() == std::vector<std::string>{"token.create|token|", "session.create|session|"});
}
