// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <functional>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::Reply;

constexpr auto booths = "/api/v1/booths/list/";
constexpr auto countries = "/api/v1/countries/";

// A hall whose owner has a booth with two images and a video, an item in it with an image.
struct ListHall : Hall {
  const std::string booth = new_booth();
  const std::string item = new_item(booth);
  const std::string items = booth + "items/list/";
  const std::array<std::string, 3> lists = {booths, items, countries};

  ListHall() {
    owner.upload(booth + "images/", "image", support::png, "1.png");
    owner.upload(booth + "images/", "image", support::png, "2.png");
    owner.upload(booth + "videos/", "video", support::mp4(), "3.mp4");
    owner.upload(item + "images/", "image", support::png, "4.png");
  }

  Reply get(const std::string& target, HeaderList headers = {}, std::string_view method = "GET") {
    headers.emplace_back("authorization", "Bearer " + box.token_of(owner_id));
    return box.ask(method, target, headers);
  }
  Reply again(const std::string& target, const std::string& tags) {
    return get(target, {{"if-none-match", tags}});
  }
  std::string tag(const std::string& target) { return get(target).header("ETag"); }
  std::string url(const std::string& folder, std::int64_t media) {
    return folder + std::to_string(media) + "/";
  }
  std::int64_t image(std::size_t index) {
    return owner.get(booth).at("images").get(index).get("id").get<std::int64_t>();
  }
};

void check_not_modified(const Reply& reply, const std::string& tag) {
  CHECK(reply.status == 304);
  CHECK(reply.body.empty());
  CHECK(reply.header("ETag") == tag);
  CHECK(reply.header("Cache-Control") == "private, no-cache");
}

}  // namespace

TEST_CASE("fresh: who has the current list gets 304 without it, however the tag is written") {
  ListHall hall;
  for (const std::string& list : hall.lists) {
    CAPTURE(list);
    const Reply first = hall.get(list);
    const std::string tag = first.header("ETag");
    REQUIRE(first.status == 200);
    REQUIRE(tag.starts_with("W/\""));
    CHECK(first.header("Cache-Control") == "private, no-cache");
    CHECK(hall.get(list).headers == first.headers);
    for (const std::string& tags : {tag, tag.substr(2), "\"x\", " + tag, std::string("*")}) {
      check_not_modified(hall.again(list, tags), tag);
    }
    for (const char* tags : {"W/\"x\"", "", "x"}) {
      const Reply other = hall.again(list, tags);
      CHECK(other.status == 200);
      CHECK(other.body == first.body);
    }
    const Reply head = hall.get(list, {}, "HEAD");
    CHECK(head.status == 200);
    CHECK(head.headers == first.headers);
    check_not_modified(hall.get(list, {{"if-none-match", tag}}, "HEAD"), tag);
  }
}

TEST_CASE("fresh: a 304 costs the same few rows however long the list is") {
  ListHall hall;
  for (int i = 0; i < 30; ++i) hall.new_item(hall.new_booth());
  for (const std::string& list : {std::string(booths), std::string(booths) + "?page=2&page_size=15"}) {
    const std::string tag = hall.tag(list);
    const std::size_t before = hall.box.engine.rows_read;
    check_not_modified(hall.again(list, tag), tag);
    CHECK(hall.box.engine.rows_read - before == 2);  // the caller and the latest change
  }
}

TEST_CASE("fresh: whatever its owner's things go through, a list is given anew") {
  ListHall hall;
  const std::string images = hall.booth + "images/";
  const std::int64_t first = hall.image(0), second = hall.image(1);
  const std::string video =
      hall.url(hall.booth + "videos/",
               hall.owner.get(hall.booth).at("videos").get(std::size_t{0}).get("id").get<std::int64_t>());
  struct {
    const char* what;
    std::function<Reply()> change;
  } const table[] = {
      {"primary", [&] { return hall.owner.ask("POST", hall.url(images, second) + "set-primary/"); }},
      {"update a booth", [&] { return hall.owner.json("PATCH", hall.booth, R"({"name": "New"})"); }},
      {"update an item", [&] { return hall.owner.json("PUT", hall.item, R"({"name": "New"})"); }},
      {"an administrator", [&] { return hall.admin.json("PATCH", hall.booth, R"({"name": "Newer"})"); }},
      {"create a booth",
       [&] { return hall.owner.json("POST", "/api/v1/booths/", R"({"name": "B", "country": 1})"); }},
      {"create an item", [&] { return hall.owner.json("POST", hall.booth + "items/", R"({"name": "I"})"); }},
      {"upload", [&] { return hall.owner.upload(images, "image", support::other_png, "5.png"); }},
      {"upload to an item",
       [&] { return hall.owner.upload(hall.item + "images/", "image", support::other_png, "6.png"); }},
      {"delete an image", [&] { return hall.owner.ask("DELETE", hall.url(images, first)); }},
      {"delete a video", [&] { return hall.owner.ask("DELETE", video); }},
      {"delete an item", [&] { return hall.owner.ask("DELETE", hall.item); }},
  };
  for (const auto& [what, change] : table) {
    CAPTURE(what);
    const std::string old_booths = hall.tag(booths), old_items = hall.tag(hall.items);
    REQUIRE(change().status / 100 == 2);
    for (const auto& [list, old] : {std::pair(std::string(booths), old_booths), {hall.items, old_items}}) {
      const Reply reply = hall.again(list, old);
      CHECK(reply.status == 200);
      CHECK(reply.header("ETag") != old);
      check_not_modified(hall.again(list, reply.header("ETag")), reply.header("ETag"));
    }
  }
}

TEST_CASE("fresh: a list that is empty again is not the one that was always empty") {
  Hall hall;
  const auto tag = [&] { return hall.owner.get(booths).header("ETag"); };
  const std::string never = tag();
  const std::string booth = hall.new_booth();
  const std::string one = tag();
  hall.owner.ask("DELETE", booth);
  CHECK(never != one);
  CHECK(tag() != one);
  CHECK(tag() != never);
}

TEST_CASE("fresh: what others do changes nothing, what they see is told by the owner's changes") {
  ListHall hall;
  const std::string mine = hall.tag(booths), items = hall.tag(hall.items), world = hall.tag(countries);
  hall.stranger.json("POST", "/api/v1/booths/", R"({"name": "Theirs", "country": 1})");
  check_not_modified(hall.again(booths, mine), mine);
  check_not_modified(hall.again(hall.items, items), items);
  CHECK(hall.stranger.get(booths).header("ETag") != mine);
  CHECK(hall.stranger.get(hall.items).header("ETag") == items);

  hall.owner.json("PATCH", hall.item, R"({"price": "2"})");
  CHECK(hall.stranger.get(hall.items).header("ETag") != items);
  check_not_modified(hall.again(countries, world), world);
  hall.box.write([](store::WriteBatch& w) { store::replace_countries(w, {{{1}, "The States", "US"}}); });
  CHECK(hall.again(countries, world).status == 200);
}

TEST_CASE("fresh: another host, page or database has another tag") {
  ListHall hall;
  ListHall other;
  for (const std::string& list : hall.lists) {
    CAPTURE(list);
    const std::string tag = hall.tag(list);
    const Reply moved = hall.get(list, {{"host", "10.0.0.7:8000"}, {"if-none-match", tag}});
    CHECK(moved.status == 200);
    CHECK(moved.header("ETag") != tag);
    CHECK(hall.again(list + "?page=1", tag).status == 200);
    CHECK(hall.tag(list + "?page=1") != hall.tag(list + "?page_size=20"));
    CHECK(other.again(list, tag).status == 200);  // with the same rows under the same numbers
  }
}

TEST_CASE("fresh: an error is an error whatever the client has") {
  ListHall hall;
  const std::string tag = hall.tag(booths);
  const std::string page = std::string(booths) + "?page=1", beyond = std::string(booths) + "?page=9";
  for (const std::string& tags : {tag, hall.tag(page), std::string("*")}) {
    CAPTURE(tags);
    const Reply reply = hall.again(beyond, tags);
    CHECK(reply.status == 404);
    CHECK(reply.body == R"({"detail":"Invalid page."})");
    CHECK(reply.header("ETag").empty());
    CHECK(reply.header("Cache-Control").empty());
    CHECK(hall.again("/api/v1/booths/999/items/list/", tags).status == 404);
    CHECK(hall.box.ask("GET", booths, {{"if-none-match", tags}}).status == 401);
  }
  const std::string items = hall.tag(hall.items);
  hall.owner.ask("DELETE", hall.booth);
  CHECK(hall.again(hall.items, items).status == 404);
}
