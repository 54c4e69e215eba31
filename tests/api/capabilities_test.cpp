// SPDX-License-Identifier: MIT
//
// What a box tells clients that sync, and what it asks of them.

#include <doctest/doctest.h>

#include <set>

#include "store/database_file.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::Reply;

constexpr auto target = "/api/v1/sync/";

std::string text_of(const Reply& reply, const char* member) { return reply.at(member).to_str(); }

}  // namespace

TEST_CASE("sync: anybody learns what this box is and does") {
  Hall hall({.media = {.image_bytes = 70'000, .video_bytes = 90'000, .reserve_bytes = 0}});
  hall.admin.json("PATCH", "/api/v1/admin/settings/", R"({"event_name": "Hall 2", "image_bytes": 80000})");
  const Reply reply = hall.nobody.get(target);
  REQUIRE(reply.status == 200);
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(reply.at("protocol").get<std::int64_t>() == 1);
  CHECK(text_of(reply, "server").starts_with("expobox/"));
  CHECK(text_of(reply, "box_name") == "Hall 2");
  CHECK(text_of(reply, "time") == base::iso_time(hall.box.clock.now()));
  CHECK(reply.at("limits").get("image").get<std::int64_t>() == 80'000);
  CHECK(reply.at("limits").get("video").get<std::int64_t>() == 90'000);
  const base::JsonArray images = reply.at("media").get("image").get<base::JsonArray>();
  CHECK(std::ranges::find(images, base::Json("image/jpeg")) != images.end());
  CHECK(std::ranges::find(images, base::Json("image/heic")) == images.end());
  CHECK(text_of(reply, "epoch") == text_of(hall.owner.get("/api/v1/sync/changes/?limit=1"), "epoch"));
}

TEST_CASE("sync: the clock's word is the clock's") {
  Hall hall;
  const auto word = [&] { return text_of(hall.nobody.get(target), "clock"); };
  const std::pair<base::ClockSource, const char*> words[] = {{base::ClockSource::unset, "unset"},
                                                             {base::ClockSource::restored, "restored"},
                                                             {base::ClockSource::system, "system"},
                                                             {base::ClockSource::administrator, "admin"}};
  for (const auto& [source, expected] : words) {
    hall.box.clock.set_source(source);
    CHECK(word() == expected);
  }
}

TEST_CASE("sync: what is named is served, and what is served is named") {
  Hall hall;
  std::set<std::string> named;
  const base::Json capabilities = hall.nobody.get(target).at("capabilities");
  for (const base::Json& one : capabilities.get<base::JsonArray>()) {
    CHECK(named.insert(one.to_str()).second);
  }
  const std::pair<const char*, const char*> routes[] = {{"push", "/api/v1/sync/push/"},
                                                        {"changes", "/api/v1/sync/changes/"},
                                                        {"tus-1.0", "/api/v1/uploads/"},
                                                        {"media-check", "/api/v1/sync/media/check/"}};
  for (const auto& [name, url] : routes) {
    CAPTURE(name);
    CHECK(named.contains(name) == (hall.owner.ask("DELETE", url).status != 404));
  }
  CHECK(named.contains("idempotency"));
  CHECK(named.contains("if-match"));
}

TEST_CASE("sync: a restore changes the epoch, and the box stays the same") {
  Hall hall;
  const Reply before = hall.nobody.get(target);
  CHECK(text_of(before, "box").size() == 8);
  store::set_new_epoch(hall.box.folder / "expobox.db");
  const Reply after = hall.nobody.get(target);
  CHECK(text_of(after, "box") == text_of(before, "box"));
  CHECK(text_of(after, "epoch") != text_of(before, "epoch"));
  CHECK(text_of(Hall().nobody.get(target), "box") != text_of(before, "box"));
}

TEST_CASE("sync: If-Match is asked only of who knows of versions, and only where administrators want it") {
  Hall hall;
  const std::string booth = hall.new_booth(), item = hall.new_item(booth);
  const Reply image = hall.owner.upload(booth + "images/", "image", support::png, "1.png");
  const std::string one = booth + "images/" + std::to_string(image.id()) + "/";
  const auto says = [&](std::string_view method, const std::string& url, HeaderList more) {
    more.emplace_back("authorization", "Bearer " + hall.box.token_of(hall.owner_id));
    more.emplace_back("content-type", "application/json");
    return hall.box.ask(method, url, more, R"({"name": "N"})");
  };
  const HeaderList aware = {{"x-expobox-sync", "1"}};
  const auto want = [&](const char* how) {
    CHECK(
        hall.admin
            .json("PATCH", "/api/v1/admin/settings/", R"({"require_if_match": ")" + std::string(how) + "\"}")
            .status == 200);
  };
  CHECK(says("PUT", booth, aware).status == 200);
  CHECK(says("PUT", booth, {}).status == 200);
  want("on");
  for (const auto& [method, url] :
       {std::pair("PUT", booth), std::pair("PATCH", item), std::pair("DELETE", item),
        std::pair("DELETE", one), std::pair("POST", one + "set-primary/")}) {
    CAPTURE(url);
    const Reply refused = says(method, url, aware);
    CHECK(refused.status == 428);
    CHECK(text_of(refused, "code") == "precondition_required");
  }
  CHECK(says("PUT", booth, {}).status == 200);  // as any phone has always done
  CHECK(says("GET", booth, aware).status == 200);
  CHECK(says("POST", booth + "items/", aware).status == 201);
  const std::string tag = hall.owner.get(booth).header("ETag");
  CHECK(says("PUT", booth, {aware[0], {"if-match", tag}}).status == 200);
  CHECK(says("PUT", booth, {aware[0], {"if-match", tag}}).status == 412);
  CHECK(says("PUT", booth, {aware[0], {"if-match", "*"}}).status == 200);
  CHECK(hall.admin.json("PATCH", "/api/v1/admin/settings/", R"({"require_if_match": "yes"})").status == 400);
  want("off");
  CHECK(says("PUT", booth, aware).status == 200);
}
