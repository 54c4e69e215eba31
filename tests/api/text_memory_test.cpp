// SPDX-License-Identifier: MIT

// Large texts are refused where there is no memory for them; small requests are not.

#include <doctest/doctest.h>

#include <string>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr std::size_t large = 100'000;

std::string item(std::size_t bytes) {
  return R"({"name": "I", "description": ")" + std::string(bytes, 'x') + "\"}";
}

void check_refused(const Reply& reply) {
  CHECK(reply.status == 503);
  CHECK(reply.at("detail").get<std::string>().find("no memory") != std::string::npos);
  CHECK_FALSE(reply.header("Retry-After").empty());
}

}  // namespace

TEST_CASE("text memory: large bodies and lists are told to come back, small ones are answered") {
  Hall hall;
  const std::string items = hall.new_booth() + "items/";
  REQUIRE(hall.owner.json("POST", items, item(large)).status == 201);
  REQUIRE(hall.owner.json("POST", items, item(large)).status == 201);
  CHECK(hall.box.memory.used() == 0);

  hall.box.memory.reserve(hall.box.memory.limit());
  check_refused(hall.owner.json("POST", items, item(large)));
  check_refused(hall.owner.form("POST", items, {{"name", "I"}, {"description", std::string(large, 'x')}}));
  check_refused(hall.box.ask(
      "POST", items,
      {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)}, {"content-type", "application/json"}},
      item(large), true));
  check_refused(hall.owner.get(items + "list/"));
  CHECK(hall.owner.json("POST", items, item(1000)).status == 201);
  CHECK(hall.owner.get("/api/v1/booths/list/").status == 200);

  hall.box.memory.release(hall.box.memory.limit());
  CHECK(hall.box.memory.used() == 0);
  const Reply list = hall.owner.get(items + "list/");
  CHECK(list.status == 200);
  CHECK(list.json().get<base::JsonArray>().size() == 3);
  CHECK(hall.owner.json("POST", items, item(large)).status == 201);
  CHECK(hall.box.memory.used() == 0);
}
