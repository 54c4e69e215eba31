// SPDX-License-Identifier: MIT
// All booths and media as administrators see them, and a booth's way to another owner.

#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr auto booths = "/api/v1/admin/booths/";
constexpr auto all_media = "/api/v1/admin/media/";

// Two booths of the owner's, one with an image, a video and an item with an image.
struct Stand : Hall {
  const std::string lamps = new_booth("Lamps"), carpets = new_booth("Carpets");
  const std::string item = new_item(lamps);

  Stand() {
    owner.upload(lamps + "images/", "image", support::png, "1.png");
    owner.upload(lamps + "videos/", "video", support::mp4(5000), "2.mp4");
    owner.upload(item + "images/", "image", support::gif, "3.gif");
    owner.json("PATCH", carpets, R"({"category": "Textiles", "country": 2})");
  }
  static std::int64_t id_in(const std::string& url) {
    return std::stoll(url.substr(url.find("booths/") + 7));
  }
  std::string owner_url(const std::string& booth) const {
    return booths + std::to_string(id_in(booth)) + "/owner/";
  }
  Reply move(const std::string& booth, store::UserId to) {
    return admin.json("PUT", owner_url(booth), R"({"owner": )" + std::to_string(to.value) + "}");
  }
  std::string names(const std::string& query) {
    std::string found;
    const Reply reply = admin.get(booths + query);
    REQUIRE(reply.status == 200);
    const base::Json list = reply.json();
    for (const base::Json& one : list.get<base::JsonArray>())
      found += one.get("name").get<std::string>() + " ";
    return found;
  }
};

std::size_t length(const Reply& reply) {
  REQUIRE(reply.status == 200);
  return reply.json().get<base::JsonArray>().size();
}

}  // namespace

TEST_CASE("admin booths: the administrator alone sees and moves") {
  Stand hall;
  const std::string body = R"({"owner": 2})";
  for (const auto& [method, target] :
       {std::pair("GET", std::string(booths)), std::pair("GET", std::string(booths) + "categories/"),
        std::pair("GET", std::string(all_media)), std::pair("PUT", hall.owner_url(hall.lamps))}) {
    CAPTURE(target);
    CHECK(hall.nobody.json(method, target, body).status == 401);
    CHECK(hall.owner.json(method, target, body).status == 403);
    CHECK(hall.admin.json(method, target, body).status == 200);
  }
}

TEST_CASE("admin booths: each with its owner, counts and first image") {
  Stand hall;
  const Reply reply = hall.admin.get(std::string(booths) + "?search=lamp");
  REQUIRE(length(reply) == 1);
  const base::Json booth = reply.json().get(0);
  const base::Json own = hall.owner.get(hall.lamps).json();
  CHECK(booth.get("owner").serialize() ==
        support::canonical(R"({"id": )" + std::to_string(hall.owner_id.value) +
                           R"(, "email": "owner@example.com", "name": "", "stand": ""})"));
  CHECK(booth.get("country").serialize() ==
        support::canonical(R"({"id": 1, "name": "United States", "code": "US"})"));
  CHECK(booth.get("items").get<std::int64_t>() == 1);
  CHECK(booth.get("images").get<std::int64_t>() == 1);
  CHECK(booth.get("videos").get<std::int64_t>() == 1);
  CHECK(booth.get("primary_image").get<std::string>() ==
        own.get("images").get(0).get("url").get<std::string>());
  CHECK(booth.get("updated_at").serialize() == own.get("updated_at").serialize());
}

TEST_CASE("admin booths: searched, filtered and in pages") {
  Stand hall;
  CHECK(hall.names("") == "Carpets Lamps ");
  CHECK(hall.names("?search=OWNER%40") == "Carpets Lamps ");
  CHECK(hall.names("?search=%25") == "");
  CHECK(hall.names("?search=&country=&owner=&category=") == "Carpets Lamps ");
  CHECK(hall.names("?country=2") == "Carpets ");
  CHECK(hall.names("?category=Textiles") == "Carpets ");
  CHECK(hall.names("?without_images=true") == "Carpets ");
  CHECK(hall.names("?without_images=false") == "Carpets Lamps ");
  CHECK(hall.names("?owner=" + std::to_string(hall.stranger_id.value)) == "");
  const Reply page = hall.admin.get(std::string(booths) + "?page_size=1&page=2");
  CHECK(page.at("count").get<std::int64_t>() == 2);
  CHECK(page.at("results").get(0).get("name").get<std::string>() == "Lamps");
  CHECK(hall.admin.get(std::string(booths) + "?page=3").status == 404);
  CHECK(hall.admin.get(std::string(booths) + "?country=x&owner=1.5").body ==
        R"({"country":["A valid integer is required."],"owner":["A valid integer is required."]})");
  CHECK(hall.admin.get(std::string(booths) + "categories/").body == R"(["Textiles"])");
}

TEST_CASE("admin booths: a page is read in as many queries as a longer one") {
  Stand hall;
  hall.box.engine.rows_read = 0;
  hall.admin.get(booths);
  const std::size_t two = hall.box.engine.rows_read;
  for (int i = 0; i < 5; ++i) hall.new_booth();
  hall.box.engine.rows_read = 0;
  hall.admin.get(booths);
  CHECK(hall.box.engine.rows_read == two + 5);  // a row for each booth more, and nothing else
}

TEST_CASE("admin booths: moved, it is the new owner's, and nobody is told by an old list") {
  Stand hall;
  constexpr auto own = "/api/v1/booths/list/";
  CHECK(length(hall.owner.get(own)) == 2);
  CHECK(length(hall.stranger.get(own)) == 0);
  const std::string tag = hall.owner.get(own).header("ETag");
  const Reply moved = hall.move(hall.lamps, hall.stranger_id);
  REQUIRE(moved.status == 200);
  CHECK(moved.at("owner").get("email").get<std::string>() == "stranger@example.com");
  CHECK(support::canonical(moved.body) ==
        hall.admin.get(std::string(booths) + "?search=lamps").json().get(0).serialize());
  CHECK(length(hall.owner.get(own)) == 1);
  CHECK(length(hall.stranger.get(own)) == 1);
  CHECK(hall.owner.get(own).header("ETag") != tag);
  CHECK(hall.owner.json("PATCH", hall.lamps, R"({"name": "Mine"})").status == 403);
  CHECK(hall.stranger.json("PATCH", hall.lamps, R"({"name": "Mine"})").status == 200);
  CHECK(hall.stranger.ask("DELETE", hall.item).status == 204);
  CHECK(length(hall.stranger.get(hall.lamps + "items/list/")) == 0);
}

TEST_CASE("admin booths: an owner's limit does not hold an administrator back") {
  Stand hall;
  const auto full = hall.box.add_user("full@example.com", 0);
  CHECK(hall.move(hall.lamps, full).status == 200);
  CHECK(hall.move(hall.lamps, full).status == 200);  // theirs already
}

TEST_CASE("admin booths: not to nobody, not to the disabled, not where it would collide") {
  Stand hall;
  const std::string url = hall.owner_url(hall.lamps);
  CHECK(hall.move(hall.lamps, {999}).body == R"({"owner":["There is no such account."]})");
  CHECK(hall.admin.json("PUT", url, "{}").body == R"({"owner":["This field is required."]})");
  CHECK(hall.admin.json("PUT", url, R"({"owner": "x"})").status == 400);
  CHECK(hall.admin.json("PUT", url, R"({"owner": null})").status == 400);
  CHECK(hall.admin.json("PUT", std::string(booths) + "999/owner/", R"({"owner": 1})").status == 404);
  hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.stranger_id, false); });
  CHECK(hall.move(hall.lamps, hall.stranger_id).body == R"({"owner":["This account is disabled."]})");
  hall.box.engine.refused = store::Rejection::already_exists;
  CHECK(hall.move(hall.lamps, hall.admin_id).status == 409);
  hall.box.engine.refused.reset();
  CHECK(length(hall.owner.get("/api/v1/booths/list/")) == 2);
}

TEST_CASE("admin media: the largest first, with the path a DELETE removes it by") {
  Stand hall;
  const base::Json list = hall.admin.get(all_media).json();
  REQUIRE(list.get<base::JsonArray>().size() == 3);
  CHECK(list.get(0).get("kind").get<std::string>() == "video");
  CHECK(list.get(0).get("size").get<std::int64_t>() == 5000);
  CHECK(list.get(0).get("content_type").get<std::string>() == "video/mp4");
  CHECK(list.get(0).get("booth").get("name").get<std::string>() == "Lamps");
  CHECK(list.get(0).get("owner").get("email").get<std::string>() == "owner@example.com");
  CHECK(list.get(1).get("size").get<std::int64_t>() > list.get(2).get("size").get<std::int64_t>());
  for (const base::Json& one : list.get<base::JsonArray>()) {
    const std::string url = one.get("url").get<std::string>();
    const std::string file = url.substr(url.find("/media/"));
    CHECK(hall.nobody.get(file).status == 200);
    CHECK(hall.admin.ask("DELETE", one.get("path").get<std::string>()).status == 204);
    CHECK(hall.nobody.get(file).status == 404);
  }
  CHECK(hall.admin.get(all_media).body == "[]");
  CHECK(hall.admin.get(std::string(all_media) + "?page=1").at("count").get<std::int64_t>() == 0);
}
