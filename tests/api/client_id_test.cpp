// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::png;
using support::Reply;

constexpr std::string_view booths = "/api/v1/booths/";
const std::string one = "0192f0c1-0000-7000-8000-00000000000a", two = "0192f0c1-0000-7000-8000-00000000000b";

std::string fields(const std::string& client_id, const std::string& name = "N") {
  return R"({"name": ")" + name + R"(", "country": 1, "client_id": ")" + client_id + "\"}";
}

Reply upload(support::Client& client, const std::string& folder, const std::string& client_id) {
  return client.form("POST", folder, {{"client_id", client_id}, {"image", png, "a.png"}});
}

std::int64_t rows(Hall& hall, std::string_view sql) {
  return *store::query_one(
      hall.box.engine, [](const store::Row& row) { return row.integer(0); }, sql);
}

}  // namespace

TEST_CASE("client ids: the second POST of a name answers 200 with what the first made") {
  Hall hall;
  const std::string booth = hall.new_booth();
  for (const std::string& target : {std::string(booths), booth + "items/"}) {
    const std::string name = target == booths ? one : two;
    const Reply first = hall.owner.json("POST", target, fields(name));
    CHECK(first.status == 201);
    const Reply again = hall.owner.json("POST", target, fields(base::ascii_lower(name), "Other"));
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    CHECK(again.header("ETag") == first.header("ETag"));
  }
  std::string upper = one;
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  CHECK(hall.owner.json("POST", booths, fields(upper)).status == 200);
  CHECK(hall.owner.form("POST", booths, {{"name", "N"}, {"country", "1"}, {"client_id", one}}).status == 200);
  CHECK(rows(hall, "SELECT count(*) FROM booths") == 2);
  CHECK(rows(hall, "SELECT count(*) FROM items") == 1);
  CHECK(rows(hall, "SELECT count(*) FROM booths WHERE client_id = '" + one + "'") == 1);
}

TEST_CASE("client ids: a picture sent twice is one row and one file") {
  Hall hall;
  const std::string booth = hall.new_booth(), item = hall.new_item(booth);
  const Reply first = upload(hall.owner, booth + "images/", one);
  CHECK(first.status == 201);
  const Reply again = upload(hall.owner, booth + "images/", one);
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  CHECK(again.header("ETag") == first.header("ETag"));
  CHECK(hall.box.media_files() == 1);
  CHECK(upload(hall.owner, item + "images/", two).status == 201);
  CHECK(upload(hall.admin, item + "images/", two).status == 200);  // the owner's name, whoever sends it
  CHECK(hall.box.media_files() == 2);
  const auto with_files = [&] {
    return hall.owner.form("POST", booths,
                           {{"name", "N"},
                            {"country", "1"},
                            {"images", png, "a.png"},
                            {"client_id", "0192f0c1-0000-7000-8000-00000000000c"}});
  };
  CHECK(with_files().status == 201);
  const Reply whole = with_files();
  CHECK(whole.status == 200);
  CHECK(whole.at("images").get<base::JsonArray>().size() == 1);
  CHECK(hall.box.media_files() == 3);
}

TEST_CASE("client ids: one that is no UUID is a complaint about the field, beside the others") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const std::string said = R"("client_id":["Must be a valid UUID."])";
  for (const std::string& wrong :
       {std::string(), std::string("x"), one + "0", one.substr(1), "{" + one + "}",
        "0192f0c1" + one.substr(9), one.substr(0, 35) + "g", one.substr(0, 8) + "0" + one.substr(9)}) {
    CAPTURE(wrong);
    CHECK(hall.owner.json("POST", booths, fields(wrong)).body == "{" + said + "}");
    CHECK(hall.owner.json("POST", booth + "items/", fields(wrong)).status == 400);
    CHECK(upload(hall.owner, booth + "images/", wrong).status == 400);
  }
  const Reply both = hall.owner.json("POST", booths, R"({"client_id": [1], "country": 1})");
  CHECK(both.body == R"({"name":["This field is required."],)" + said + "}");
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("client ids: a name of something else, or somewhere else, is refused; another owner's is free") {
  Hall hall;
  const std::string booth = hall.new_booth(), other = hall.new_booth();
  REQUIRE(hall.owner.json("POST", booth + "items/", fields(one)).status == 201);
  REQUIRE(upload(hall.owner, booth + "images/", two).status == 201);
  const Reply refusals[] = {
      hall.owner.json("POST", booths, fields(one)),
      upload(hall.owner, booth + "images/", one),
      hall.owner.json("POST", other + "items/", fields(one)),
      upload(hall.owner, other + "images/", two),
      upload(hall.owner, hall.new_item(booth) + "images/", two),
      hall.owner.form("POST", booth + "videos/", {{"client_id", two}, {"video", support::mp4(), "a.mp4"}})};
  for (const Reply& refused : refusals) {
    CHECK(refused.status == 409);
    CHECK(refused.at("detail").to_str() == "This client_id belongs to another object of this exhibitor.");
  }
  CHECK(hall.box.media_files() == 1);
  CHECK(hall.stranger.json("POST", booths, fields(one)).status == 201);
}

TEST_CASE("client ids: the name of what was deleted, or moved away, is told as gone and makes nothing") {
  Hall hall;
  const std::string booth = hall.new_booth();
  const Reply made = hall.owner.json("POST", booths, fields(one));
  const Reply image = upload(hall.owner, booth + "images/", two);
  REQUIRE(hall.owner.ask("DELETE", booth + "images/" + std::to_string(image.id()) + "/").status == 204);
  REQUIRE(hall.owner.ask("DELETE", std::string(booths) + std::to_string(made.id()) + "/").status == 204);
  for (const Reply& gone :
       {hall.owner.json("POST", booths, fields(one)), upload(hall.owner, booth + "images/", two)}) {
    CHECK(gone.status == 410);
    CHECK(gone.at("code").to_str() == "gone");
  }
  const std::string moved = "0192f0c1-0000-7000-8000-00000000000d";
  const Reply away = hall.owner.json("POST", booths, fields(moved));
  REQUIRE(hall.admin
              .json("PUT", "/api/v1/admin/booths/" + std::to_string(away.id()) + "/owner/",
                    R"({"owner": )" + std::to_string(hall.stranger_id.value) + "}")
              .status == 200);
  CHECK(hall.owner.json("POST", booths, fields(moved)).status == 410);
  CHECK(hall.stranger.json("POST", booths, fields(moved)).status == 200);
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("client ids: the last booth allowed is answered again, and no other is made") {
  Hall hall;
  support::Client carol(hall.box, hall.box.add_user("carol@example.com", 1));
  const auto post = [&](const std::string& name) {
    return carol.form("POST", booths,
                      {{"name", "N"}, {"country", "1"}, {"client_id", name}, {"images", png, "a.png"}});
  };
  const Reply first = post(one);
  CHECK(first.status == 201);
  CHECK(post(one).status == 200);
  CHECK(post(one).body == first.body);
  CHECK(post(two).status == 403);
  CHECK(post("rubbish").status == 403);
  CHECK(hall.box.media_files() == 1);
}

TEST_CASE("client ids: many at once with one name make one row") {
  Hall hall;
  const std::string booth = hall.new_booth();
  constexpr int phones = 6;
  std::atomic<int> made = 0, found = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < phones; ++i) {
    all.emplace_back([&] {
      const int status = upload(hall.owner, booth + "images/", one).status;
      if (status == 201) ++made;
      if (status == 200) ++found;
    });
  }
  for (std::thread& thread : all) thread.join();
  CHECK(made == 1);
  CHECK(found == phones - 1);
  CHECK(rows(hall, "SELECT count(*) FROM media") == 1);
  CHECK(hall.box.media_files() == 1);
}
