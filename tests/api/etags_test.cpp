// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::png;
using support::Reply;

struct Versions : Hall {
  Reply ask(std::string_view method, const std::string& target, const HeaderList& more,
            std::string_view fields = {}) {
    HeaderList headers = {{"authorization", "Bearer " + box.token_of(owner_id)},
                          {"content-type", "application/json"}};
    headers.insert(headers.end(), more.begin(), more.end());
    return box.ask(method, target, headers, fields);
  }
  Reply put(const std::string& target, const std::string& if_match, const std::string& name) {
    return ask("PUT", target, {{"if-match", if_match}}, R"({"name": ")" + name + "\"}");
  }
  std::string tag(const std::string& target) { return owner.get(target).header("ETag"); }

  std::string booth = new_booth();
  std::string item = new_item(booth);
};

}  // namespace

TEST_CASE("versions: every answer with one booth or item tells its version, and a change makes the next") {
  Versions hall;
  CHECK(hall.owner.json("POST", "/api/v1/booths/", R"({"name": "B", "country": 1})").header("ETag") ==
        "\"booth-2-1\"");
  CHECK(hall.owner.json("POST", hall.booth + "items/", R"({"name": "I"})").header("ETag") == "\"item-2-1\"");
  const std::pair<std::string, std::string> rows[] = {{hall.booth, "booth-1"}, {hall.item, "item-1"}};
  for (const auto& [target, name] : rows) {
    CHECK(hall.tag(target) == '"' + name + "-1\"");
    CHECK(hall.owner.json("PUT", target, "{}").header("ETag") == '"' + name + "-2\"");
    CHECK(hall.owner.json("PATCH", target, R"({"name": "N"})").header("ETag") == '"' + name + "-3\"");
    CHECK(hall.tag(target) == '"' + name + "-3\"");
    CHECK(hall.ask("HEAD", target, {}).header("ETag") == '"' + name + "-3\"");
  }
}

TEST_CASE("versions: media are told by kind, and are a part of what a booth's or item's tag stands for") {
  Versions hall;
  const Reply image = hall.owner.upload(hall.booth + "images/", "image", png, "a.png");
  CHECK(image.header("ETag") == "\"image-1-1\"");
  CHECK(hall.owner.upload(hall.booth + "videos/", "video", support::mp4(), "a.mp4").header("ETag") ==
        "\"video-2-1\"");
  CHECK(hall.owner.upload(hall.booth + "images/", "image", png, "b.png").header("ETag") == "\"image-3-1\"");
  CHECK(hall.owner.upload(hall.item + "images/", "image", png, "c.png").header("ETag") == "\"image-4-1\"");

  const std::string before = hall.tag(hall.booth);
  CHECK(before.starts_with("\"booth-1-1-"));
  CHECK(hall.tag(hall.item).starts_with("\"item-1-1-"));
  CHECK(hall.owner.ask("POST", hall.booth + "images/3/set-primary/").header("ETag") == "\"image-3-2\"");
  CHECK(hall.owner.ask("POST", hall.booth + "images/3/set-primary/").header("ETag") == "\"image-3-2\"");
  const std::string after = hall.tag(hall.booth);
  CHECK(after != before);
  CHECK(hall.owner.ask("DELETE", hall.booth + "images/1/").status == 204);
  CHECK(hall.tag(hall.booth) != after);
  const Reply changed = hall.owner.form("PUT", hall.booth, {{"images", png, "d.png"}});
  CHECK(changed.header("ETag") == hall.tag(hall.booth));
}

TEST_CASE("versions: who has the current one is told 304, who has not gets it") {
  Versions hall;
  REQUIRE(hall.owner.upload(hall.booth + "images/", "image", png, "a.png").status == 201);
  for (const std::string& target : {hall.booth, hall.item}) {
    const Reply whole = hall.owner.get(target);
    const std::string tag = whole.header("ETag");
    for (const std::string& known : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
      const Reply same = hall.ask("GET", target, {{"if-none-match", known}});
      CHECK(same.status == 304);
      CHECK(same.body.empty());
      CHECK(same.header("ETag") == tag);
      CHECK(same.header("Cache-Control") == whole.header("Cache-Control"));
    }
    const HeaderList two = {{"if-none-match", "\"a\""}, {"if-none-match", tag}};
    CHECK(hall.ask("GET", target, two).status == 304);
    const Reply other = hall.ask("GET", target, {{"if-none-match", "\"booth-1-9\""}});
    CHECK(other.status == 200);
    CHECK(other.body == whole.body);
    REQUIRE(hall.owner.json("PUT", target, "{}").status == 200);
    CHECK(hall.ask("GET", target, {{"if-none-match", tag}}).status == 200);
  }
  const std::string tag = hall.tag(hall.booth);
  REQUIRE(hall.owner.upload(hall.booth + "images/", "image", png, "b.png").status == 201);
  CHECK(hall.ask("GET", hall.booth, {{"if-none-match", tag}}).status == 200);  // a picture more
  CHECK(hall.ask("GET", "/api/v1/booths/999/", {{"if-none-match", "*"}}).status == 404);
}

TEST_CASE("versions: If-Match lets through who knows the current version, and tells the others what it is") {
  Versions hall;
  const std::pair<std::string, std::string> rows[] = {{hall.booth, "booth-1"}, {hall.item, "item-1"}};
  for (const auto& [target, name] : rows) {
    const std::string first = '"' + name + "-1\"", second = '"' + name + "-2\"";
    CHECK(hall.put(target, first, "One").status == 200);
    const Reply current = hall.owner.get(target);
    const std::string wrong[] = {first,     "W/" + second, "\"booth-9-2\"",      name + "-2",
                                 "rubbish", "\"\"",        '"' + name + "-2x\"", '"' + name + "-\"",
                                 ",",       first + ", *"};
    for (const std::string& stale : wrong) {
      CAPTURE(stale);
      const Reply refused = hall.put(target, stale, "Two");
      CHECK(refused.status == 412);
      CHECK(refused.at("code").to_str() == "version_conflict");
      CHECK(refused.at("current").serialize() == current.json().serialize());
      CHECK(refused.header("ETag") == second);
      CHECK(hall.ask("DELETE", target, {{"if-match", stale}}).status == 412);
      CHECK(hall.owner.get(target).body == current.body);
    }
    CHECK(hall.put(target, first + " , " + second, "Two").header("ETag") == '"' + name + "-3\"");
    CHECK(hall.put(target, "*", "Three").header("ETag") == '"' + name + "-4\"");
    CHECK(hall.owner.json("PUT", target, R"({"name": "Four"})").status == 200);  // the last one wins
    CHECK(hall.ask("PUT", target, {{"if-match", first}, {"if-match", '"' + name + "-5\""}}, "{}").status ==
          200);
  }
  CHECK(hall.ask("DELETE", hall.item, {{"if-match", "\"item-1-6\""}}).status == 204);
  CHECK(hall.ask("DELETE", hall.booth, {{"if-match", "\"booth-1-6\""}}).status == 204);
}

TEST_CASE(
    "versions: a booth's tag lets its row be changed though media have come, and refused files are gone") {
  Versions hall;
  const std::string before = hall.tag(hall.booth);
  REQUIRE(hall.owner.upload(hall.booth + "images/", "image", png, "a.png").status == 201);
  CHECK(hall.put(hall.booth, before, "Mine").status == 200);
  CHECK(hall.put(hall.booth, hall.tag(hall.booth), "Mine too").status == 200);
  const HeaderList headers = {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)},
                              {"content-type", std::string(support::form_type)},
                              {"if-match", before}};
  CHECK(hall.box.ask("PUT", hall.booth, headers, support::multipart({{"images", png, "b.png"}})).status ==
        412);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("versions: If-Match for media, deleted or made primary") {
  Versions hall;
  const std::string images = hall.booth + "images/";
  for (int i = 0; i < 2; ++i) REQUIRE(hall.owner.upload(images, "image", png, "a.png").status == 201);
  const Reply made = hall.ask("POST", images + "2/set-primary/", {{"if-match", "\"image-2-1\""}});
  CHECK(made.status == 200);
  for (const Reply& refused : {hall.ask("POST", images + "2/set-primary/", {{"if-match", "\"image-2-1\""}}),
                               hall.ask("DELETE", images + "2/", {{"if-match", "\"video-2-2\""}})}) {
    CHECK(refused.status == 412);
    CHECK(refused.at("current").serialize() == made.json().serialize());
    CHECK(refused.header("ETag") == "\"image-2-2\"");
  }
  CHECK(hall.ask("DELETE", images + "2/", {{"if-match", "\"image-2-2\""}}).status == 204);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("versions: what is not there matches no star, and is not found with any tag") {
  Versions hall;
  const std::pair<const char*, std::string> requests[] = {
      {"PUT", "/api/v1/booths/999/"},         {"DELETE", "/api/v1/booths/999/"},
      {"PUT", hall.booth + "items/999/"},     {"DELETE", hall.booth + "items/999/"},
      {"DELETE", hall.booth + "images/999/"}, {"POST", hall.booth + "videos/999/set-primary/"},
  };
  for (const auto& [method, target] : requests) {
    const Reply refused = hall.ask(method, target, {{"if-match", "*"}});
    CHECK(refused.status == 412);
    CHECK(refused.at("code").to_str() == "version_conflict");
    CHECK(refused.at("current").is<picojson::null>());
    CHECK(hall.ask(method, target, {{"if-match", "\"booth-999-1\""}}).status == 404);
    CHECK(hall.ask(method, target, {}).status == 404);
  }
  const HeaderList stranger = {{"authorization", "Bearer " + hall.box.token_of(hall.stranger_id)},
                               {"if-match", "\"booth-1-1\""}};
  CHECK(hall.box.ask("DELETE", hall.booth, stranger).status == 403);
}

TEST_CASE("versions: of many who build upon one version at once, one gets through") {
  Versions hall;
  constexpr int rounds = 5, phones = 4;
  for (int round = 1; round <= rounds; ++round) {
    const std::string tag = "\"booth-1-" + std::to_string(round) + "\"";
    std::atomic<int> done = 0, refused = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < phones; ++i) {
      all.emplace_back([&] {
        const int status = hall.put(hall.booth, tag, "Mine").status;
        if (status == 200) ++done;
        if (status == 412) ++refused;
      });
    }
    for (std::thread& one : all) one.join();
    CHECK(done == 1);
    CHECK(refused == phones - 1);
  }
}
