// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"
#include "support/photo.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::png;
using support::Reply;

constexpr std::string_view booths = "/api/v1/booths/";
const std::string fields = R"({"name": "N", "country": 1})";

struct Keys : Hall {
  Reply post(std::string_view target, const std::string& key, const std::string& type, std::string_view body,
             std::optional<store::UserId> user = {}) {
    return box.ask("POST", target,
                   {{"authorization", "Bearer " + box.token_of(user.value_or(owner_id))},
                    {"content-type", type},
                    {"idempotency-key", key}},
                   body);
  }
  Reply json(std::string_view target, const std::string& key, std::string_view body,
             std::optional<store::UserId> user = {}) {
    return post(target, key, "application/json", body, user);
  }
  Reply image(const std::string& target, const std::string& key, const std::string& bytes = png) {
    return post(target, key, std::string(support::form_type),
                support::multipart({{"image", bytes, "a.png"}}));
  }
  std::int64_t count(std::string_view sql) {
    return *store::query_one(
        box.engine, [](const store::Row& row) { return row.integer(0); }, sql);
  }
};

void check_replay(const Reply& again, const Reply& first) {
  CHECK(first.status == 201);
  CHECK(first.header("Idempotency-Replayed").empty());
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(again.header("ETag") == first.header("ETag"));
  CHECK(again.header("Idempotency-Replayed") == "true");
}

}  // namespace

TEST_CASE("replay: a request sent again with its key gets its answer again and makes nothing") {
  Keys hall;
  const std::string booth = hall.new_booth(), item = hall.new_item(booth);
  const Reply made = hall.json(booths, "\"k\"", fields);
  check_replay(hall.json(booths, "k", fields), made);  // bare or quoted: one key
  const Reply added = hall.json(booth + "items/", "k", fields);
  check_replay(hall.json(booth + "items/", "k", fields), added);
  for (const std::string& folder : {booth + "images/", item + "images/"}) {
    const Reply sent = hall.image(folder, "k");
    check_replay(hall.image(folder, "k"), sent);
  }
  CHECK(hall.count("SELECT count(*) FROM booths") == 2);
  CHECK(hall.count("SELECT count(*) FROM items") == 2);
  CHECK(hall.count("SELECT count(*) FROM media") == 2);
  CHECK(hall.count("SELECT count(*) FROM replays") == 4);
  CHECK(hall.box.media_files() == 2);
}

TEST_CASE("replay: what counts is what was said, not how its form was put together") {
  Keys hall;
  const std::string form = support::multipart({{"name", "N"}, {"country", "1"}, {"images", png, "a.png"}});
  std::string other = form;
  for (std::size_t at = 0; (at = other.find("TheBoundary", at)) != std::string::npos;)
    other.replace(at, 11, "b2");
  const Reply made = hall.post(booths, "k", std::string(support::form_type), form);
  check_replay(hall.post(booths, "k", "multipart/form-data; boundary=b2", other), made);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("replay: a key used for something else is refused; it belongs to one user, method and path") {
  Keys hall;
  const std::string booth = hall.new_booth();
  REQUIRE(hall.json(booths, "k", fields).status == 201);
  CHECK(hall.json(booths, "k", R"({"name": "Other", "country": 1})").status == 422);
  CHECK(hall.json(booths, "k", R"({"name": ""})").status == 422);
  CHECK(hall.json(booths, "k", fields, hall.stranger_id).status == 201);
  CHECK(hall.json(booths, "k2", fields).status == 201);
  REQUIRE(hall.image(booth + "images/", "k").status == 201);
  CHECK(hall.image(booth + "images/", "k", support::other_png).status == 422);
  CHECK(hall.image(booth + "images/", "k", "no image").status == 422);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("replay: only what was done is kept: a refusal does not stick to its key") {
  Keys hall;
  CHECK(hall.json(booths, "k", R"({"name": ""})").status == 400);
  CHECK(hall.json(booths, "k", fields).status == 201);
  const store::UserId carol = hall.box.add_user("carol@example.com", 1);
  const Reply last = hall.json(booths, "k", fields, carol);
  check_replay(hall.json(booths, "k", fields, carol), last);  // though no booth more is allowed
  CHECK(hall.json(booths, "full", fields, carol).status == 403);
  const std::string target = std::string(booths) + std::to_string(last.id()) + "/";
  CHECK(support::Client(hall.box, carol).ask("DELETE", target).status == 204);
  CHECK(hall.json(booths, "full", fields, carol).status == 201);
  CHECK(hall.json(booths, "k", fields, carol).status == 410);  // its booth was deleted
}

TEST_CASE("replay: who asks again after a change gets the row, and the tag, of now") {
  Keys hall;
  const Reply made = hall.json(booths, "k", fields);
  const std::string target = std::string(booths) + std::to_string(made.id()) + "/";
  REQUIRE(hall.owner.json("PUT", target, R"({"name": "New"})").status == 200);
  const Reply again = hall.json(booths, "k", fields);
  CHECK(again.status == 201);
  CHECK(again.body == hall.owner.get(target).body);
  CHECK(again.header("ETag") == hall.owner.get(target).header("ETag"));
}

TEST_CASE("replay: a key that is none is refused before the body is read") {
  Keys hall;
  const std::string wrong[] = {"",        "\"\"",    "\"a",      "a b",  "a,b",  "a;b=1",
                               "\"a\";b", "\"a\\\"", "\"a\\b\"", "a\"b", "käse", std::string(256, 'k')};
  for (const std::string& key : wrong) {
    CAPTURE(key);
    const Reply refused = hall.json(booths, key, fields);
    CHECK(refused.status == 400);
    CHECK(refused.body_unread);
  }
  for (const std::string& key :
       {std::string(255, 'k'), '"' + std::string(255, 'q') + '"', std::string(R"("a \"\\ b")")}) {
    CHECK(hall.json(booths, key, fields).status == 201);
  }
  const HeaderList twice = {{"authorization", "Bearer " + hall.box.token_of(hall.owner_id)},
                            {"idempotency-key", "a"},
                            {"idempotency-key", "b"}};
  CHECK(hall.box.ask("POST", booths, twice, fields).status == 400);
}

TEST_CASE("replay: a key is held while its request is answered, others are not") {
  Keys hall;
  Reply other;
  bool asked = false;
  hall.box.on_read = [&](std::uint64_t) {
    if (!std::exchange(asked, true)) other = hall.json(booths, "k2", fields);
  };
  CHECK(hall.json(booths, "k", fields).status == 201);
  CHECK(other.status == 201);
  CHECK(hall.json(booths, "k", fields).header("Idempotency-Replayed") == "true");  // it runs no more
  CHECK(hall.json(booths, "bad", "{").status == 400);
  CHECK(hall.json(booths, "bad", fields).status == 201);
}

TEST_CASE("replay: a key and a client id together make one row") {
  Keys hall;
  const std::string named =
      R"({"name": "N", "country": 1, "client_id": "0192f0c1-0000-7000-8000-00000000000a"})";
  const Reply made = hall.json(booths, "k", named);
  check_replay(hall.json(booths, "k", named), made);
  const Reply another = hall.json(booths, "k2", named);  // another key, the same name
  CHECK(another.status == 200);
  CHECK(another.header("Idempotency-Replayed").empty());
  CHECK(hall.count("SELECT count(*) FROM booths") == 1);
}

TEST_CASE("replay: a picture with a location is another than the one it becomes") {
  Keys hall;
  const std::string folder = hall.new_booth() + "images/";
  const std::string sent = support::located_photo();
  const Reply made = hall.image(folder, "k", sent);
  check_replay(hall.image(folder, "k", sent), made);
  const std::string kept = support::located_photo(false);
  CHECK(hall.image(folder, "k", kept).status == 422);
}

TEST_CASE("replay: a write that fails leaves neither row, nor file, nor a note of the key") {
  Keys hall;
  const std::string booth = hall.new_booth();
  hall.box.engine.broken = store::StorageError::Kind::disk;
  CHECK(hall.image(booth + "images/", "k").status == 503);
  hall.box.engine.broken.reset();
  CHECK(hall.count("SELECT count(*) FROM replays") == 0);
  CHECK(hall.box.media_files() == 0);
  CHECK(hall.image(booth + "images/", "k").header("Idempotency-Replayed").empty());
}
