// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"
#include "support/push_builder.h"

namespace {

using base::Json;
using support::Hall;
using support::Op;
using support::Reply;

constexpr std::string_view conflict_list = "/api/v1/admin/conflicts/";

void push(Hall& hall, const std::vector<Op>& ops) {
  const Reply reply = hall.owner.json("POST", "/api/v1/sync/push/", support::push_of(ops));
  REQUIRE(reply.status == 200);
}

// A booth and an item of which others changed what a phone then says: three values lose.
struct Disputed : Hall {
  Disputed() {
    push(*this, {{"1", "booth", "put", "a", 0, R"({"name": "Lamps", "country": 1})"},
                 {"2", "item", "put", "b", 0, R"({"name": "Lamp", "price": "1.00"})", "a"}});
    const Json booths = owner.get("/api/v1/booths/list/").json();
    booth = "/api/v1/booths/" + booths.get(0).get("id").serialize() + "/";
    const Json items = owner.get(booth + "items/list/").json();
    item = booth + "items/" + items.get(0).get("id").serialize() + "/";
    owner.json("PATCH", booth, R"({"country": 2})");
    owner.json("PATCH", item, R"({"price": "2.00", "quantity": 2})");
    push(*this, {{"3", "booth", "put", "a", 1, R"({"country": 7})"},
                 {"4", "item", "put", "b", 1, R"({"price": null, "quantity": 3})"}});
  }
  base::JsonArray listed(const std::string& query = {}) {
    const Reply reply = admin.get(std::string(conflict_list) + query);
    REQUIRE(reply.status == 200);
    return reply.json().get<base::JsonArray>();
  }
  Reply settle(const Json& conflict, bool use) {
    return admin.json("POST", std::string(conflict_list) + conflict.get("id").serialize() + "/",
                      use ? R"({"use": true})" : R"({"use": false})");
  }

  std::string booth, item;
};

}  // namespace

TEST_CASE("conflicts: the log has what was sent, what stood and what stands, newest first") {
  Disputed hall;
  const auto all = hall.listed();
  REQUIRE(all.size() == 3);
  CHECK(all[0].get("field").to_str() == "quantity");
  CHECK(all[0].get("yours").serialize() == "3");
  CHECK(all[1].get("yours").is<picojson::null>());
  CHECK(all[1].get("server").to_str() == "2.00");
  CHECK(all[1].get("item").get("name").to_str() == "Lamp");
  CHECK(all[1].get("booth").get("name").to_str() == "Lamps");
  CHECK(all[2].get("yours").serialize() == "7");
  CHECK(all[2].get("current").serialize() == "2");
  CHECK(all[2].get("owner").get("email").to_str() == "owner@example.com");
  CHECK(all[2].get("device_id").to_str() == "phone");
  CHECK(hall.listed("?user=" + std::to_string(hall.owner_id.value)).size() == 3);
  CHECK(hall.listed("?user=" + std::to_string(hall.stranger_id.value)).empty());
  CHECK(hall.listed("?settled=used").empty());
  CHECK(hall.admin.get(std::string(conflict_list) + "?user=x").status == 400);
  CHECK(hall.owner.get(conflict_list).status == 403);
}

TEST_CASE("conflicts: a value is used as a normal change, once, or dismissed") {
  Disputed hall;
  const auto all = hall.listed();
  const Reply used = hall.settle(all[2], true);
  CHECK(used.status == 200);
  CHECK(used.at("settled").to_str() == "used");
  CHECK(used.at("current").serialize() == "7");
  CHECK(hall.owner.get(hall.booth).at("country").serialize() == "7");
  CHECK(hall.owner.get(hall.booth).header("ETag").find("-3") != std::string::npos);
  CHECK(hall.settle(all[2], true).status == 200);  // the answer was lost
  CHECK(hall.owner.get(hall.booth).header("ETag").find("-3") != std::string::npos);
  CHECK(hall.settle(all[2], false).status == 409);
  CHECK(hall.settle(all[1], true).status == 200);
  CHECK(hall.owner.get(hall.item).at("price").is<picojson::null>());
  CHECK(hall.settle(all[0], false).at("settled").to_str() == "dismissed");
  CHECK(hall.owner.get(hall.item).at("quantity").serialize() == "2");
  CHECK(hall.listed("?settled=open").empty());
  CHECK(hall.listed("?settled=used").size() == 2);
  CHECK(hall.admin.json("POST", std::string(conflict_list) + "999/", R"({"use": true})").status == 404);
  CHECK(
      hall.admin.json("POST", std::string(conflict_list) + all[0].get("id").serialize() + "/", "{}").status ==
      400);
}

TEST_CASE("conflicts: what is deleted can only be dismissed") {
  Disputed hall;
  CHECK(hall.owner.ask("DELETE", hall.booth).status == 204);
  const auto all = hall.listed();
  REQUIRE(all.size() == 3);
  CHECK(all[0].get("gone").get<bool>());
  CHECK(all[0].get("item").is<picojson::null>());
  CHECK(all[0].get("current").is<picojson::null>());
  CHECK(hall.settle(all[0], true).status == 410);
  CHECK(hall.listed("?settled=open").size() == 3);
  CHECK(hall.settle(all[0], false).status == 200);
}

TEST_CASE("conflicts: a country that is not there any more is not used") {
  Disputed hall;
  const auto all = hall.listed();
  CHECK(hall.admin.ask("DELETE", "/api/v1/admin/countries/7/").status == 204);
  CHECK(hall.settle(all[2], true).status == 409);
  CHECK(hall.listed("?settled=open").size() == 3);
}
