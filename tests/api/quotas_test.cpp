// SPDX-License-Identifier: MIT
#include "api/request/quotas.h"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "store/booths.h"
#include "store/settings.h"
#include "store/uploads.h"
#include "support/api_fixture.h"
#include "support/push_builder.h"

namespace {

using store::Quota;
using support::BoxOptions;
using support::Client;
using support::Hall;
using support::Op;
using support::png;
using support::Reply;

constexpr const char* push_url = "/api/v1/sync/push/";

struct QuotaHall : Hall {
  using Hall::Hall;
  const std::string booth = new_booth();

  void allow(Quota quota, std::int64_t most) {
    const Reply changed =
        admin.json("PATCH", account(),
                   "{\"" + std::string(store::rule_of(quota).setting) + "\": " + std::to_string(most) + "}");
    REQUIRE(changed.status == 200);
  }
  std::string account() const { return "/api/v1/admin/users/" + std::to_string(owner_id.value) + "/"; }
  Reply item(const std::string& name) {
    return owner.json("POST", booth + "items/", R"({"name": ")" + name + "\"}");
  }
  Reply image() { return owner.upload(booth + "images/", "image", png, "a.png"); }
};

std::string refusal(const Reply& reply) {
  if (reply.status != 403 || !reply.json().contains("quota")) return std::to_string(reply.status);
  CHECK(reply.at("code").to_str() == "quota_exceeded");
  CHECK(reply.at("detail").to_str().starts_with("Subscription quota exceeded: at most "));
  return reply.at("quota").to_str() + " " + reply.at("limit").to_str() + " " + reply.at("used").to_str();
}

std::string texts_of(std::size_t bytes) { return std::string(bytes, 'x'); }

Op item_op(const std::string& number, const std::string& name) {
  return {"op" + number, "item", "put", number, 0, R"({"name": ")" + name + "\"}", "a"};
}

std::string statuses(const Reply& reply) {
  std::string words;
  const base::Json results = reply.at("results");
  for (const base::Json& result : results.get<base::JsonArray>())
    words.append(words.empty() ? "" : " ").append(result.get("status").to_str());
  return words;
}

}  // namespace

TEST_CASE("quotas: a refusal says which quota, how much of it, how much is used, and leaves nothing") {
  QuotaHall hall;
  hall.allow(Quota::text_bytes, 20);
  const Reply refused = hall.item(texts_of(16));
  CHECK(refused.body == R"({"detail":"Subscription quota exceeded: at most 20 bytes of text, 5 are used.",)"
                        R"("code":"quota_exceeded","quota":"text_bytes","limit":20,"used":5})");
  CHECK(hall.item(texts_of(15)).status == 201);
  CHECK(refusal(hall.owner.json("PATCH", hall.booth, R"({"category": "c"})")) == "text_bytes 20 20");
  CHECK(refusal(hall.owner.json("POST", "/api/v1/booths/", R"({"name": "b", "country": 1})")) ==
        "text_bytes 20 20");
  hall.allow(Quota::media_bytes, static_cast<std::int64_t>(png.size()));
  CHECK(hall.image().status == 201);
  CHECK(refusal(hall.image()).starts_with("media_bytes "));
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("quotas: text of a row, items of a booth, media of a booth and an item") {
  QuotaHall hall;
  CHECK(refusal(hall.item(texts_of(200))) == "201");
  CHECK(refusal(hall.owner.json("POST", hall.booth + "items/",
                                R"({"name": "x", "description": ")" + texts_of(262'144) + "\"}")) ==
        "row_bytes 262144 0");
  hall.allow(Quota::booth_items, 1);
  CHECK(refusal(hall.item("second")) == "booth_items 1 1");
  hall.allow(Quota::booth_media, 2);
  const std::vector<support::FormPart> three = {{"name", "x"},
                                                {"country", "1"},
                                                {"images", png, "1.png"},
                                                {"images", png, "2.png"},
                                                {"images", png, "3.png"}};
  CHECK(refusal(hall.owner.form("POST", "/api/v1/booths/", three)) == "booth_media 2 2");
  CHECK(hall.box.media_files() == 0);
  hall.allow(Quota::item_media, 0);
  const std::string items = hall.owner.get(hall.booth + "items/list/").body;
  const std::string item = hall.booth + "items/" + base::parse_json(items).get(0).get("id").to_str() + "/";
  CHECK(refusal(hall.owner.upload(item + "images/", "image", png, "a.png")) == "item_media 0 0");
}

TEST_CASE("quotas: who has more than is allowed reads, shrinks and deletes") {
  QuotaHall hall;
  const std::string item = hall.new_item(hall.booth, texts_of(100));
  REQUIRE(hall.image().status == 201);
  for (const Quota quota : {Quota::text_bytes, Quota::row_bytes, Quota::media_bytes}) hall.allow(quota, 1);
  CHECK(hall.owner.get(hall.booth).status == 200);
  CHECK(hall.owner.json("PATCH", item, R"({"price": "1.00"})").status == 200);
  CHECK(hall.owner.json("PATCH", item, R"({"name": ")" + texts_of(99) + "\"}").status == 200);
  CHECK(refusal(hall.owner.json("PATCH", item, R"({"name": ")" + texts_of(100) + "\"}")) == "row_bytes 1 99");
  CHECK(hall.owner.ask("DELETE", item).status == 204);
  CHECK(hall.owner.ask("DELETE", hall.booth).status == 204);
}

TEST_CASE("quotas: a push is refused operation by operation") {
  QuotaHall hall;
  hall.allow(Quota::text_bytes, 40);
  const std::vector<Op> ops = {{"op0", "booth", "put", "a", 0, R"({"name": "12345", "country": 1})"},
                               item_op("1", texts_of(20)),
                               item_op("2", texts_of(20)),
                               item_op("3", "last")};
  const Reply reply = hall.owner.json("POST", push_url, support::push_of(ops));
  CHECK(statuses(reply) == "created created quota created");
  const base::Json refused = reply.at("results").get(2);
  CHECK(refused.get("code").to_str() == "403");
  CHECK(refused.get("quota").to_str() == "text_bytes");
  CHECK(refused.get("limit").to_str() == "40");
  CHECK(refused.get("used").to_str() == "30");
  hall.allow(Quota::text_bytes, 60);
  CHECK(statuses(hall.owner.json("POST", push_url, support::push_of(ops))) ==
        "created created created created");
}

TEST_CASE("quotas: an atomic push over a quota does nothing, and says which operations need it") {
  QuotaHall hall;
  hall.allow(Quota::booth_items, 1);
  const std::vector<Op> ops = {{"op0", "booth", "put", "a", 0, R"({"name": "b", "country": 1})"},
                               item_op("1", "one"),
                               item_op("2", "two")};
  const Reply reply = hall.owner.json("POST", push_url, support::push_of(ops, R"("atomic": true, )"));
  CHECK(statuses(reply) == "aborted quota quota");
  CHECK(reply.at("results").get(1).get("quota").to_str() == "booth_items");
  CHECK(store::count_booths(hall.box.engine, hall.owner_id) == 1);
}

TEST_CASE("quotas: two requests that race for the last bytes are done once") {
  QuotaHall hall;
  hall.allow(Quota::media_bytes, static_cast<std::int64_t>(3 * png.size()));
  std::atomic<int> done = 0, refused = 0;
  std::vector<std::thread> phones;
  for (int i = 0; i < 8; ++i) {
    phones.emplace_back([&] {
      store::WriteBatch write;
      store::NewMedia media;
      media.file = base::new_uuid() + ".png";
      media.size = png.size();
      store::add_media(write, {store::MediaCollection::booth_images, 1}, media, 0);
      ++(hall.box.engine.write(write).refused ? refused : done);
    });
  }
  for (std::thread& phone : phones) phone.join();
  CHECK(done == 3);
  CHECK(refused == 5);
}

TEST_CASE("quotas: a phone is told its quotas and what it uses, others nothing") {
  QuotaHall hall;
  hall.item("four");
  hall.image();
  hall.allow(Quota::booth_items, 7);
  const base::Json quotas = hall.owner.get("/api/v1/sync/").at("quotas");
  CHECK(quotas.get("booths").serialize() == R"({"limit":100,"used":1})");
  CHECK(quotas.get("text_bytes").serialize() == R"({"limit":32000000,"used":9})");
  CHECK(quotas.get("media_bytes").get("used").to_str() == std::to_string(png.size()));
  CHECK(quotas.get("booth_items").serialize() == R"({"limit":7})");
  CHECK(quotas.get("upload_bytes").serialize() == R"({"limit":1000000000,"used":0})");
  CHECK_FALSE(hall.nobody.get("/api/v1/sync/").json().contains("quotas"));
  const support::HeaderList bad = {{"authorization", "Bearer garbage"}};
  const Reply reply = hall.box.ask("GET", "/api/v1/sync/", bad);
  CHECK(reply.status == 200);
  CHECK_FALSE(reply.json().contains("quotas"));
}

TEST_CASE("quotas: an administrator sets those of an account, and takes them back") {
  QuotaHall hall;
  const Reply set =
      hall.admin.json("PATCH", hall.account(), R"({"media_bytes_limit": 5, "booth_items_limit": 6})");
  CHECK(set.at("media_bytes_limit").to_str() == "5");
  CHECK(set.at("booth_items_limit").to_str() == "6");
  CHECK(set.at("text_bytes_limit").is<picojson::null>());
  CHECK(set.at("text_bytes").to_str() == "5");
  CHECK(hall.admin.json("PATCH", hall.account(), R"({"media_bytes_limit": null})")
            .at("media_bytes_limit")
            .is<picojson::null>());
  CHECK(hall.admin.get(hall.account()).at("booth_items_limit").to_str() == "6");
  for (const char* bad : {R"({"media_bytes_limit": -1})", R"({"media_bytes_limit": "much"})",
                          R"({"booth_items_limit": 1000001})"}) {
    CHECK(hall.admin.json("PATCH", hall.account(), bad).status == 400);
  }
  const Reply made = hall.admin.json("POST", "/api/v1/admin/users/",
                                     R"({"email": "new@example.com", "text_bytes_limit": 9})");
  CHECK(made.status == 201);
  CHECK(made.at("text_bytes_limit").to_str() == "9");
  CHECK(hall.admin.json("PATCH", "/api/v1/admin/settings/", R"({"text_bytes_limit": 5})").status == 200);
  CHECK(refusal(hall.item("x")) == "text_bytes 5 5");
  CHECK(hall.admin.json("PATCH", "/api/v1/admin/settings/", R"({"text_bytes_limit": null})").status == 200);
  CHECK(refusal(hall.item("x")) == "201");
}

TEST_CASE("quotas: limits go out by the export of accounts and come in by an import") {
  QuotaHall hall;
  hall.allow(Quota::media_bytes, 123);
  hall.allow(Quota::item_media, 4);
  const std::string all = hall.admin.get("/api/v1/admin/users/export/").body;
  const std::size_t line = all.find("owner@example.com");
  const std::string csv =  // the administrator who imports keeps the password
      all.substr(0, all.find('\n') + 1) + all.substr(line, all.find('\n', line) + 1 - line);
  QuotaHall other;
  const Reply job = other.admin.ended(other.admin.json(
      "POST", "/api/v1/admin/import/",
      base::Json(base::JsonObject{{"file_name", base::Json("a.csv")}, {"text", base::Json(csv)}})
          .serialize()));
  CAPTURE(job.body);
  REQUIRE(job.at("state").to_str() == "done");
  const base::Json account = other.admin.get(other.account()).json();
  CHECK(account.get("media_bytes_limit").to_str() == "123");
  CHECK(account.get("item_media_limit").to_str() == "4");
  CHECK(account.get("text_bytes_limit").is<picojson::null>());
  CHECK(other.admin.get("/api/v1/admin/users/export/").body.find(",123,,,,,4,") != std::string::npos);
}

TEST_CASE("quotas: texts keep the organiser's reserve free; administrators and deletions use it") {
  const std::uint64_t free = base::free_bytes(std::filesystem::temp_directory_path());
  Hall roomy({.media = {.reserve_bytes = free + free / 2}});
  CHECK(roomy.owner.json("POST", "/api/v1/booths/", R"({"name": "b", "country": 1})").status == 201);
  Hall full({.media = {.reserve_bytes = UINT64_MAX / 4}});
  const auto made = full.box.write([&](store::WriteBatch& w) {
    store::BoothFields fields;
    fields.name = "b";
    fields.country = store::CountryId{1};
    store::add_booth(w, full.owner_id, fields, "c", 0);
  });
  const std::string booth = "/api/v1/booths/" + std::to_string(made.rows.at(0).at(0).integer(0)) + "/";
  CHECK(full.owner.json("PATCH", booth, R"({"name": "x"})").status == 507);
  CHECK(full.owner.json("POST", booth + "items/", R"({"name": "x"})").status == 507);
  CHECK(full.owner.json("POST", push_url, support::push_of(std::vector{item_op("1", "x")})).status == 507);
  CHECK(full.owner.get(booth).status == 200);
  CHECK(full.admin.json("PATCH", booth, R"({"name": "y"})").status == 200);
  CHECK(full.admin
            .json("PATCH", "/api/v1/admin/users/" + std::to_string(full.owner_id.value) + "/",
                  R"({"is_active": false})")
            .status == 200);
  CHECK(full.nobody
            .json("POST", "/api/v1/token/", R"({"email": "admin@example.com", "password": "correct horse"})")
            .status == 200);
  Client stranger(full.box, full.stranger_id);
  const Op gone = {"op1", "booth", "delete", "a", 1};
  CHECK(stranger.json("POST", push_url, support::push_of(std::vector{gone})).status == 200);
  CHECK(full.admin.ask("DELETE", booth).status == 204);
}

TEST_CASE("quotas: an account writes no more than its rate, others are not held up") {
  QuotaHall hall({.written_bytes_per_minute = 1'000'000});
  const std::string large = R"({"name": "x", "description": ")" + texts_of(249'000) + "\"}";
  for (int i = 0; i < 3; ++i) CHECK(hall.owner.json("POST", hall.booth + "items/", large).status == 201);
  const Reply refused = [&] {
    hall.owner.json("POST", hall.booth + "items/", large);
    return hall.owner.json("POST", hall.booth + "items/", large);
  }();
  CHECK(refused.status == 429);
  CHECK(std::stoi(refused.header("Retry-After")) >= 1);
  CHECK(
      hall.owner.json("POST", push_url, support::push_of(std::vector{item_op("1", texts_of(200))})).status ==
      200);
  CHECK(hall.stranger.json("POST", "/api/v1/booths/", R"({"name": "b", "country": 1})").status == 201);
  CHECK(hall.admin.json("POST", hall.booth + "items/", large).status == 201);
  hall.box.clock.advance(60);
  CHECK(hall.owner.json("POST", hall.booth + "items/", large).status == 201);
}

TEST_CASE("quotas: a first sync of 500 items passes at once under the usual rate") {
  QuotaHall hall({.written_bytes_per_minute = 8'000'000});
  std::vector<Op> ops = {{"op0", "booth", "put", "a", 0, R"({"name": "b", "country": 1})"}};
  for (int i = 1; i <= 500; ++i) {
    ops.push_back(item_op(std::to_string(i), "item"));
    ops.back().fields = R"({"name": "i", "description": ")" + texts_of(4000) + "\"}";
    if (ops.size() < 200 && i < 500) continue;
    CHECK(hall.owner.json("POST", push_url, support::push_of(ops)).status == 200);
    ops.clear();
  }
  CHECK(store::usage_of(hall.box.engine, hall.owner_id)->text_bytes == 500 * 4001 + 6);
}
