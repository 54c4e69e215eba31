// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::canonical;
using support::FormPart;
using support::Hall;
using support::png;
using support::Reply;

constexpr std::string_view booths = "/api/v1/booths/";

// One field of a JSON request and what is said about it.
struct Complaint {
  std::string fields;
  std::string said;
};

std::vector<std::int64_t> ids_of(const base::Json& media) {
  std::vector<std::int64_t> ids;
  for (const base::Json& one : media.get<base::JsonArray>()) ids.push_back(one.get("id").get<std::int64_t>());
  return ids;
}

}  // namespace

TEST_CASE("booths: creating one answers 201 with what is stored") {
  Hall hall;
  const Reply made = hall.owner.json(
      "POST", booths, R"({"name": " غرفه ۷ ", "description": "d", "category": "c", "country": "7"})");
  CHECK(made.status == 201);
  CHECK(made.content_type == "application/json");
  CHECK(canonical(made.body) == canonical(R"({"id": 1, "name": "غرفه ۷", "description": "d", "category": "c",
    "country": 7, "images": [], "videos": [],
    "created_at": "2026-01-25T10:00:00Z", "updated_at": "2026-01-25T10:00:00Z"})"));
  CHECK(hall.stranger.get("/api/v1/booths/1/").body == made.body);
}

TEST_CASE("booths: a form of any kind makes the same booth, with empty texts where nothing is said") {
  Hall hall;
  const std::string urlencoded = "application/x-www-form-urlencoded; charset=utf-8";
  const Reply replies[] = {
      hall.owner.json("POST", booths, R"({"name": "Same", "country": 2})"),
      hall.owner.ask("POST", booths, urlencoded, "name=first&country=2&name=Same"),
      hall.owner.form("POST", booths, {{"name", "first"}, {"country", "2"}, {"name", "Same"}}),
  };
  for (const Reply& reply : replies) {
    CHECK(reply.status == 201);
    CHECK(reply.at("name").get<std::string>() == "Same");
    CHECK(reply.at("country").get<std::int64_t>() == 2);
    CHECK(reply.at("description").get<std::string>().empty());
    CHECK(reply.at("category").get<std::string>().empty());
  }
}

TEST_CASE("booths: what is not the client's to say is not listened to") {
  Hall hall;
  const Reply made =
      hall.owner.json("POST", booths,
                      R"({"id": 77, "name": "Mine", "country": 1, "owner": 2, "images": [{"id": 1}],
                                         "videos": "x", "created_at": "1999-01-01T00:00:00Z", "unknown": {"a": [1]}})");
  CHECK(made.status == 201);
  CHECK(made.id() == 1);
  CHECK(made.at("created_at").get<std::string>() == "2026-01-25T10:00:00Z");
  CHECK(hall.owner.json("PUT", "/api/v1/booths/1/", made.body).status == 200);  // an answer echoed
}

TEST_CASE("booths: every complaint about a field, as the central server words it") {
  Hall hall;
  const std::string required = R"(["This field is required."])", null = R"(["This field may not be null."])",
                    blank = R"(["This field may not be blank."])", no_text = R"(["Not a valid string."])";
  const auto type = [](const std::string& what) {
    return R"(["Incorrect type. Expected pk value, received )" + what + R"(."])";
  };
  const auto unknown = [](const std::string& pk) {
    return R"(["Invalid pk \")" + pk + R"(\" - object does not exist."])";
  };
  const Complaint table[] = {
      {R"("country": 1)", R"("name":)" + required},
      {R"("name": "x")", R"("country":)" + required},
      {R"("name": null, "country": 1)", R"("name":)" + null},
      {R"("name": " \t\u00a0", "country": 1)", R"("name":)" + blank},
      {R"("name": false, "country": 1)", R"("name":)" + no_text},
      {R"("name": {}, "country": 1)", R"("name":)" + no_text},
      {R"("name": ["x"], "country": 1)", R"("name":)" + no_text},
      {R"("name": "a\u0000b", "country": 1)", R"("name":["Null characters are not allowed."])"},
      {R"("name": ")" + std::string(256, 'n') + R"(", "country": 1)",
       R"("name":["Ensure this field has no more than 255 characters."])"},
      {R"("name": "x", "country": 1, "category": ")" + std::string(101, 'c') + "\"",
       R"("category":["Ensure this field has no more than 100 characters."])"},
      {R"("name": "x", "country": 1, "description": null)", R"("description":)" + null},
      {R"("name": "x", "country": 1, "description": 1.5, "category": [])", R"("category":)" + no_text},
      {R"("name": "x", "country": null)", R"("country":)" + null},
      {R"("name": "x", "country": "")", R"("country":)" + null},
      {R"("name": "x", "country": true)", R"("country":)" + type("bool")},
      {R"("name": "x", "country": "US")", R"("country":)" + type("str")},
      {R"("name": "x", "country": "1.0")", R"("country":)" + type("str")},
      {R"("name": "x", "country": [1])", R"("country":)" + type("list")},
      {R"("name": "x", "country": {"id": 1})", R"("country":)" + type("dict")},
      {R"("name": "x", "country": 999)", R"("country":)" + unknown("999")},
      {R"("name": "x", "country": -1)", R"("country":)" + unknown("-1")},
      {R"("name": "x", "country": 0)", R"("country":)" + unknown("0")},
      {R"("name": "x", "country": " 999 ")", R"("country":)" + unknown(" 999 ")},
      {R"("name": "x", "country": 999.5)", R"("country":)" + unknown("999.5")},
      {R"("name": "x", "country": "99999999999999999999")",
       R"("country":)" + unknown("99999999999999999999")},
  };
  for (const Complaint& one : table) {
    const Reply reply = hall.owner.json("POST", booths, "{" + one.fields + "}");
    CHECK_MESSAGE(reply.status == 400, one.fields);
    CHECK(reply.body == "{" + one.said + "}");
  }
  CHECK(hall.owner.get("/api/v1/booths/list/").body == "[]");
}

TEST_CASE("booths: a country is also named by a fraction, by Persian digits, by text with blanks") {
  Hall hall;
  for (const char* country : {"7.9", "\"۷\"", "\" 7 \"", "\"+7\"", "\"0_7\"", "7.0"}) {
    const Reply made =
        hall.owner.json("POST", booths, R"({"name": "x", "country": )" + std::string(country) + "}");
    CHECK_MESSAGE(made.status == 201, country);
    CHECK(made.at("country").get<std::int64_t>() == 7);
  }
}

TEST_CASE("booths: numbers become texts as Python writes them, lengths are counted in characters") {
  Hall hall;
  const Reply made =
      hall.owner.json("POST", booths, R"({"name": 12, "country": 1, "category": 3.5, "description": 1e22})");
  CHECK(made.at("name").get<std::string>() == "12");
  CHECK(made.at("category").get<std::string>() == "3.5");
  CHECK(made.at("description").get<std::string>() == "1e+22");
  std::string persian;
  for (int i = 0; i < 255; ++i) persian += "غ";
  CHECK(hall.owner.json("POST", booths, R"({"country": 1, "name": ")" + persian + "\"}").status == 201);
  CHECK(hall.owner.json("POST", booths, R"({"country": 1, "name": ")" + persian + "x\"}").status == 400);
}

TEST_CASE("booths: all complaints come at once, in the order of the fields, each once") {
  Hall hall;
  const Reply reply = hall.owner.form("POST", booths,
                                      {{"videos", "", "v.mp4"},
                                       {"images", "no", "a.png"},
                                       {"images", "neither", "b.png"},
                                       {"country", "x"},
                                       {"category", std::string(101, 'c')},
                                       {"name", ""}});
  CHECK(reply.status == 400);
  const std::string no_image =
      "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";
  CHECK(reply.body == R"({"name":["This field may not be blank."],)"
                      R"("category":["Ensure this field has no more than 100 characters."],)"
                      R"("country":["Incorrect type. Expected pk value, received str."],)"
                      R"("images":[")" +
                          no_image + R"("],"videos":["The submitted file is empty."]})");
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("booths: a file where text belongs is no valid text") {
  Hall hall;
  const Reply reply = hall.owner.form(
      "POST", booths, {{"name", "text"}, {"name", "file", "n.txt"}, {"country", "1", "c.txt"}});
  CHECK(canonical(reply.body) == canonical(R"({"name": ["Not a valid string."],
    "country": ["Incorrect type. Expected pk value, received InMemoryUploadedFile."]})"));
}

TEST_CASE("booths: images and videos sent along are kept in order, the first of each primary") {
  Hall hall;
  const Reply made = hall.owner.form("POST", booths,
                                     {{"name", "Files"},
                                      {"country", "1"},
                                      {"images", png, "one.png"},
                                      {"videos", support::mp4(), "film.mp4"},
                                      {"images[]", support::other_png, "two.png"},
                                      {"images", "", ""},  // a file input left alone
                                      {"other", "ignored", "x.exe"}});
  REQUIRE(made.status == 201);
  const base::JsonArray images = made.at("images").get<base::JsonArray>();
  REQUIRE(images.size() == 2);
  CHECK(images[0].get("is_primary").get<bool>());
  CHECK_FALSE(images[1].get("is_primary").get<bool>());
  CHECK(images[0].get("id").get<std::int64_t>() < images[1].get("id").get<std::int64_t>());
  const std::string url = images[1].get("url").get<std::string>();
  CHECK(url.starts_with("http://box.local:8000/media/booths/1/"));
  CHECK(hall.nobody.get(url.substr(url.find("/media"))).body == support::other_png);
  CHECK(made.at("videos").get<base::JsonArray>().size() == 1);
  CHECK(hall.box.media_files() == 3);
  CHECK(hall.owner.get("/api/v1/booths/1/").body == made.body);
}

TEST_CASE("booths: an update changes what it names and adds the files it brings") {
  Hall hall;
  const Reply made = hall.owner.form(
      "POST", booths, {{"name", "Before"}, {"description", "d"}, {"country", "1"}, {"images", png, "a.png"}});
  hall.box.clock.advance(60);
  for (const char* method : {"PUT", "PATCH"}) {
    const Reply changed =
        hall.owner.form(method, "/api/v1/booths/1/", {{"description", ""}, {"country", "2"}});
    CHECK(changed.status == 200);
    CHECK(changed.at("name").get<std::string>() == "Before");
    CHECK(changed.at("description").get<std::string>().empty());
    CHECK(changed.at("country").get<std::int64_t>() == 2);
    CHECK(changed.at("created_at").get<std::string>() == "2026-01-25T10:00:00Z");
    CHECK(changed.at("updated_at").get<std::string>() == "2026-01-25T10:01:00Z");
  }
  const Reply more = hall.owner.form("PUT", "/api/v1/booths/1/", {{"images", support::other_png, "b.png"}});
  CHECK(more.status == 200);
  CHECK(ids_of(more.at("images")) == std::vector<std::int64_t>{1, 2});
  CHECK(more.at("images").get(0).get("is_primary").get<bool>());
  CHECK(hall.owner.get("/api/v1/booths/1/").body == more.body);
}

TEST_CASE("booths: an update of nothing is one, in any form or none") {
  Hall hall;
  const std::string booth = hall.new_booth();
  CHECK(hall.owner.json("PUT", booth, "{}").status == 200);
  CHECK(hall.owner.form("PUT", booth, {}).status == 200);
  CHECK(hall.owner.ask("PATCH", booth).status == 200);
}

TEST_CASE("booths: a refused update changes nothing and keeps no file") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::string before = hall.owner.get(booth).body;
  const std::vector<FormPart> refused[] = {
      {{"name", ""}, {"description", "new"}},
      {{"name", "new"}, {"country", "500"}},
      {{"name", "new"}, {"images", png, "a.png"}, {"images", "%PDF-1.4", "b.jpg"}},
  };
  for (const auto& parts : refused) CHECK(hall.owner.form("PUT", booth, parts).status == 400);
  CHECK(hall.owner.json("PUT", booth, R"({"description": null})").status == 400);
  CHECK(hall.owner.get(booth).body == before);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("booths: an administrator's update leaves the booth its owner's") {
  Hall hall;
  const std::string booth = hall.new_booth();
  CHECK(hall.admin.form("PUT", booth, {{"name", "Seen to"}, {"images", png, "a.png"}}).status == 200);
  CHECK(hall.owner.get("/api/v1/booths/list/").json().get<base::JsonArray>().size() == 1);
  CHECK(hall.admin.get("/api/v1/booths/list/").body == "[]");
}

TEST_CASE("booths: the quota holds before anything else is looked at, and a deletion frees it") {
  Hall hall;
  support::Client carol(hall.box, hall.box.add_user("carol@example.com", 1));
  const std::string good = R"({"name": "Q", "country": 1})";
  const Reply first = carol.json("POST", booths, good);
  CHECK(first.status == 201);
  for (const char* body : {good.c_str(), "{", R"({"name": ""})"}) {
    const Reply full = carol.json("POST", booths, body);
    CHECK(full.status == 403);
    CHECK(full.body == R"({"detail":"Subscription quota exceeded."})");
  }
  CHECK(carol.ask("POST", booths, "text/plain", "x").status == 403);
  CHECK(carol.ask("DELETE", "/api/v1/booths/" + std::to_string(first.id()) + "/").status == 204);
  CHECK(carol.json("POST", booths, good).status == 201);
}

TEST_CASE("booths: deleting one takes its items and all files along") {
  Hall hall;
  const std::string booth = hall.new_booth(), kept = hall.new_booth("Kept");
  const std::string item = hall.new_item(booth);
  for (const std::string& place : {booth, kept, item}) {
    REQUIRE(hall.owner.upload(place + "images/", "image", png, "a.png").status == 201);
  }
  REQUIRE(hall.owner.upload(booth + "videos/", "video", support::mp4(), "a.mp4").status == 201);
  const Reply gone = hall.owner.json("DELETE", booth, "{broken");
  CHECK(gone.status == 204);
  CHECK(gone.body.empty());
  CHECK(hall.owner.get(booth).status == 404);
  CHECK(hall.owner.get(item).status == 404);
  CHECK(hall.owner.get(booth + "items/list/").status == 404);
  CHECK(hall.box.media_files() == 1);
  CHECK(hall.owner.ask("DELETE", booth).status == 404);
}

TEST_CASE("booths: the list is the caller's own, ordered by id, each booth with its media") {
  Hall hall;
  const std::string first = hall.new_booth("One"), second = hall.new_booth("Two");
  hall.stranger.json("POST", booths, R"({"name": "Not hers", "country": 1})");
  const std::string item = hall.new_item(first);
  hall.owner.upload(second + "images/", "image", png, "a.png");
  hall.owner.upload(first + "videos/", "video", support::mp4(), "a.mp4");
  hall.owner.upload(item + "images/", "image", png, "a.png");
  hall.owner.upload(first + "images/", "image", png, "a.png");
  CHECK(hall.owner.get("/api/v1/booths/list/").body ==
        "[" + hall.owner.get(first).body + "," + hall.owner.get(second).body + "]");
}
