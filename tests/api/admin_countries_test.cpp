// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr auto countries = "/api/v1/admin/countries/";
constexpr auto list = "/api/v1/countries/";

std::string one(std::int64_t id) { return countries + std::to_string(id) + "/"; }

}  // namespace

TEST_CASE("admin countries: the administrator alone changes them") {
  Hall hall;
  const std::string before = hall.owner.get(list).body;
  const std::string body = R"({"name": "Atlantis", "code": "XA"})";
  for (const auto& [method, target] :
       {std::pair("POST", std::string(countries)), std::pair("PATCH", one(7)), std::pair("DELETE", one(7))}) {
    CHECK(hall.nobody.json(method, target, body).status == 401);
    CHECK(hall.owner.json(method, target, body).status == 403);
  }
  CHECK(hall.owner.get(list).body == before);
}

TEST_CASE("admin countries: added, changed and removed, which lists show at once") {
  Hall hall;
  const Reply made = hall.admin.json("POST", countries, R"({"name": " Atlantis ", "code": "XA"})");
  CHECK(made.status == 201);
  CHECK(made.at("name").get<std::string>() == "Atlantis");
  const std::string id = std::to_string(made.id());
  CHECK(hall.owner.get(list).body.ends_with(R"({"id":)" + id + R"(,"name":"Atlantis","code":"XA"}])"));
  const Reply renamed = hall.admin.json("PATCH", one(made.id()), R"({"name": "Lost Atlantis"})");
  CHECK(renamed.status == 200);
  CHECK(renamed.body == R"({"id":)" + id + R"(,"name":"Lost Atlantis","code":"XA"})");
  CHECK(hall.admin.json("PATCH", one(made.id()), R"({"name": "Lost Atlantis", "code": "XA"})").status == 200);
  CHECK(hall.owner.get(list).body.find("Lost Atlantis") != std::string::npos);
  CHECK(hall.admin.ask("DELETE", one(made.id())).status == 204);
  CHECK(hall.owner.get(list).body.find("Atlantis") == std::string::npos);
  CHECK(hall.admin.ask("DELETE", one(made.id())).status == 404);
  CHECK(hall.admin.json("PATCH", one(made.id()), R"({"name": "x"})").status == 404);
}

TEST_CASE("admin countries: one that a booth names stays") {
  Hall hall;
  hall.new_booth();
  const Reply refused = hall.admin.ask("DELETE", one(1));
  CHECK(refused.status == 409);
  CHECK(refused.body == R"({"detail":"There are booths of this country."})");
  CHECK(hall.admin.ask("DELETE", one(2)).status == 204);
}

TEST_CASE("admin countries: what is missing, too long, no code or taken is told by field") {
  Hall hall;
  const auto add = [&](const std::string& body) { return hall.admin.json("POST", countries, body); };
  CHECK(add("{}").body == R"({"name":["This field is required."],"code":["This field is required."]})");
  CHECK(add(R"({"name": "", "code": "XA"})").status == 400);
  CHECK(add(R"({"name": ")" + std::string(101, 'x') + R"(", "code": "XA"})").status == 400);
  for (const char* code : {"xa", "X", "XAB", "X1", "ÄÖ"}) {
    const Reply reply = add(R"({"name": "Atlantis", "code": ")" + std::string(code) + "\"}");
    CHECK(reply.body == R"({"code":["A code is two capital letters, like DE."]})");
  }
  CHECK(
      add(R"({"name": "canada", "code": "US"})").body ==
      R"({"name":["There is a country of this name already."],"code":["There is a country of this code already."]})");
  CHECK(hall.admin.json("PATCH", one(1), R"({"code": "CA"})").status == 400);
  CHECK(hall.admin.json("PATCH", one(1), R"({"name": null})").status == 400);
}
