// SPDX-License-Identifier: MIT
//
// The change feed as clients pull it.

#include "api/sync/change_feed.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "store/database_file.h"
#include "store/settings.h"
#include "support/feed_reader.h"

namespace {

using support::FeedReader;
using support::Hall;
using support::HeaderList;
using support::Reply;

const std::string changes = "/api/v1/sync/changes/";
const std::string own = "types=booth,item,image,video";

std::string number(std::int64_t id) { return std::to_string(id); }

base::JsonArray list_in(const base::Json& json) { return json.get<base::JsonArray>(); }

struct FeedHall : Hall {
  FeedReader phone{box, owner_id};

  base::JsonArray told(const Reply& reply) { return list_in(reply.at("changes")); }
  Reply ask(const std::string& target, HeaderList headers = {}, std::string_view method = "GET") {
    headers.emplace_back("authorization", "Bearer " + box.token_of(owner_id));
    return box.ask(method, target, headers);
  }
  Reply move(const std::string& booth, store::UserId to) {
    const std::string id = booth.substr(std::string("/api/v1/booths/").size());
    return admin.json("PUT", "/api/v1/admin/booths/" + id + "owner/",
                      R"({"owner":)" + number(to.value) + "}");
  }
};

// What the plain API shows somebody, in the form that a FeedReader keeps.
std::map<std::string, std::string> shown_to(support::Client& user) {
  std::map<std::string, std::string> rows;
  const auto take = [&](const char* type, const base::Json& row, const char* parent, std::int64_t of) {
    base::JsonObject data = row.get<base::JsonObject>();
    data.erase("images");  // told as rows of their own
    data.erase("videos");
    if (parent != nullptr) data[parent] = base::Json(of);
    rows[type + (" " + number(row.get("id").get<std::int64_t>()))] = base::Json(data).serialize();
  };
  for (const base::Json& booth : list_in(user.get("/api/v1/booths/list/").json())) {
    const std::int64_t id = booth.get("id").get<std::int64_t>();
    take("booth", booth, nullptr, 0);
    for (const base::Json& one : list_in(booth.get("images"))) take("image", one, "booth", id);
    for (const base::Json& one : list_in(booth.get("videos"))) take("video", one, "booth", id);
    const Reply items = user.get("/api/v1/booths/" + number(id) + "/items/list/");
    for (const base::Json& item : list_in(items.json())) {
      take("item", item, nullptr, 0);
      for (const base::Json& one : list_in(item.get("images"))) {
        take("image", one, "item", item.get("id").get<std::int64_t>());
      }
    }
  }
  for (const base::Json& country : list_in(user.get("/api/v1/countries/").json())) {
    take("country", country, nullptr, 0);
  }
  return rows;
}

std::map<std::string, std::string> kept_by(const FeedReader& phone) {
  std::map<std::string, std::string> rows;
  for (const auto& [name, change] : phone.rows) {
    base::JsonObject data = change.get("data").get<base::JsonObject>();
    data.erase("images");
    data.erase("videos");
    rows[name] = base::Json(data).serialize();
  }
  return rows;
}

// Two exhibitors and an administrator who do whatever comes to their minds.
struct Bustle : FeedHall {
  explicit Bustle(unsigned seed) : random(seed) {}

  std::mt19937 random;
  std::vector<std::string> booths, items, images;

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  }
  const std::string& any_of(const std::vector<std::string>& urls) { return urls[below(urls.size())]; }
  // Requests about rows that are gone, or somebody else's, are refused: that is part of it.
  void happen() {
    support::Client& who = below(2) == 0 ? owner : stranger;
    const std::size_t what = booths.empty() ? 0 : below(14);
    const std::string name = R"({"name":")" + number(static_cast<std::int64_t>(random() % 1000)) + "\"}";
    if (what == 0) {
      const Reply made = who.json("POST", "/api/v1/booths/", R"({"name":"B","country":1})");
      booths.push_back("/api/v1/booths/" + number(made.id()) + "/");
    } else if (what < 4) {
      const Reply made = who.json("POST", any_of(booths) + "items/", name);
      if (made.status == 201) {
        items.push_back("/api/v1/booths/" + number(made.at("booth").get<std::int64_t>()) + "/items/" +
                        number(made.id()) + "/");
      }
    } else if (what < 7) {
      const std::string shelf = (items.empty() || below(2) == 0 ? any_of(booths) : any_of(items)) + "images/";
      const Reply made = who.upload(shelf, "image", support::png, "a.png");
      if (made.status == 201) images.push_back(shelf + number(made.id()) + "/");
    } else if (what == 7) {
      who.json("PUT", any_of(booths), name);
    } else if (what == 8) {
      move(any_of(booths), below(2) == 0 ? owner_id : stranger_id);
    } else if (what == 9) {
      who.ask("DELETE", any_of(booths));
    } else if (what == 10) {
      admin.json("PATCH", "/api/v1/admin/countries/2/", name);
    } else if (!items.empty() && what == 11) {
      who.json("PUT", any_of(items), name);
    } else if (!items.empty() && what == 12) {
      who.ask("DELETE", any_of(items));
    } else if (!images.empty()) {
      const std::string& image = any_of(images);
      who.ask(below(2) == 0 ? "DELETE" : "POST", below(2) == 0 ? image : image + "set-primary/");
    }
  }
};

}  // namespace

TEST_CASE("feed: who begins is not told of countries that were deleted before") {
  FeedHall hall;
  FeedReader old{hall.box, hall.owner_id}, fresh{hall.box, hall.owner_id};
  old.pull_all();
  const auto remove = [&](std::int64_t id) {
    return hall.admin.ask("DELETE", "/api/v1/admin/countries/" + number(id) + "/").status;
  };
  std::vector<std::int64_t> ids;
  for (const char* code : {"XA", "XB", "XC", "XD"}) {
    const std::string body = R"({"name": "New )" + std::string(code) + R"(", "code": ")" + code + "\"}";
    ids.push_back(hall.admin.json("POST", "/api/v1/admin/countries/", body).id());
  }
  old.pull_all();
  for (const std::int64_t id : {ids[0], ids[1]}) REQUIRE(remove(id) == 204);
  const auto deletions = [](const Reply& page) {
    return std::ranges::count_if(list_in(page.at("changes")),
                                 [](const base::Json& one) { return one.get("op").to_str() == "delete"; });
  };
  CHECK(deletions(old.page()) == 2);
  CHECK(deletions(fresh.page("limit=500")) == 0);
  while (!fresh.rows.contains("country " + number(ids[2]))) REQUIRE(fresh.pull("limit=1"));
  REQUIRE(remove(ids[2]) == 204);  // told already
  CHECK(deletions(fresh.page("limit=500")) == 1);
  fresh.pull_all();
  old.pull_all();
  CHECK(kept_by(fresh) == kept_by(old));
  CHECK(fresh.cursor == old.cursor);
}

TEST_CASE("feed: nobody is told anything, and a stranger nothing of others") {
  FeedHall hall;
  hall.new_item(hall.new_booth());
  CHECK(hall.nobody.get(changes).status == 401);
  CHECK(hall.told(hall.stranger.get(changes + "?" + own)).empty());
  CHECK(hall.told(hall.owner.get(changes + "?" + own)).size() == 2);
}

TEST_CASE("feed: a row is told once, at its latest change, exactly as the plain API shows it") {
  FeedHall hall;
  const std::string booth = hall.new_booth(), item = hall.new_item(booth);
  const Reply image = hall.owner.upload(booth + "images/", "image", support::png, "1.png");
  hall.owner.upload(booth + "videos/", "video", support::mp4(), "2.mp4");
  const Reply picture = hall.owner.upload(item + "images/", "image", support::gif, "3.gif");
  hall.owner.json("PUT", booth, R"({"name": "New"})");

  const auto told = hall.told(hall.owner.get(changes + "?" + own));
  REQUIRE(told.size() == 5);
  hall.phone.pull_all(own);
  const auto& rows = hall.phone.rows;
  const auto data = [&](const std::string& row) { return rows.at(row).get("data").serialize(); };
  CHECK(told.back().get("type").to_str() == "booth");  // changed last
  CHECK(data("booth 1") == hall.owner.get(booth).json().serialize());
  CHECK(data("item 1") == hall.owner.get(item).json().serialize());
  CHECK(data("image " + number(image.id())) == image.json().serialize());
  CHECK(data("image " + number(picture.id())) == picture.json().serialize());
  CHECK(rows.at("booth 1").get("version").get<std::int64_t>() == 2);
  CHECK_FALSE(rows.at("booth 1").contains("parent"));

  const auto client_id = [&](const std::string& row) { return rows.at(row).get("client_id").to_str(); };
  const auto parent_of = [&](const std::string& row) { return rows.at(row).get("parent").serialize(); };
  const auto parent = [&](const std::string& row) {
    return support::canonical(R"({"id": 1, "client_id": ")" + client_id(row) + "\"}");
  };
  CHECK(client_id("booth 1") != client_id("item 1"));
  CHECK(parent_of("item 1") == parent("booth 1"));
  CHECK(parent_of("image " + number(image.id())) == parent("booth 1"));
  CHECK(parent_of("image " + number(picture.id())) == parent("item 1"));
}

TEST_CASE("feed: what is deleted or somebody else's is told without what it was") {
  FeedHall hall;
  const std::string booth = hall.new_booth(), item = hall.new_item(booth), moved = hall.new_booth();
  hall.new_item(moved);
  hall.phone.pull_all();
  CHECK(hall.owner.ask("DELETE", booth).status == 204);
  CHECK(hall.move(moved, hall.stranger_id).status == 200);
  const auto told = hall.told(hall.phone.page());
  REQUIRE(told.size() == 4);
  std::multiset<std::string> ops;
  for (const base::Json& one : told) {
    ops.insert(one.get("op").to_str() + " " + one.get("type").to_str());
    CHECK_FALSE(one.contains("data"));
    CHECK_FALSE(one.contains("parent"));
    CHECK(one.contains("client_id"));
    CHECK(one.contains("version") == (one.get("op").to_str() == "delete"));
  }
  CHECK(ops == std::multiset<std::string>{"delete booth", "delete item", "revoke booth", "revoke item"});
  hall.phone.pull_all();
  CHECK(kept_by(hall.phone) == shown_to(hall.owner));
  FeedReader other(hall.box, hall.stranger_id);
  other.pull_all();
  CHECK(kept_by(other) == shown_to(hall.stranger));
  CHECK(other.rows.contains("booth 2"));

  CHECK(hall.move(moved, hall.owner_id).status == 200);  // and back
  hall.phone.pull_all();
  CHECK(kept_by(hall.phone) == shown_to(hall.owner));
}

TEST_CASE("feed: whatever changes between pages, whoever pulls to the end misses nothing") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    Bustle hall(seed);
    FeedReader theirs(hall.box, hall.stranger_id);
    for (int round = 0; round < 8; ++round) {
      for (std::size_t some = hall.below(12); some > 0; --some) hall.happen();
      for (FeedReader* one : {&hall.phone, &theirs}) {
        const std::string limit = "limit=" + number(static_cast<std::int64_t>(1 + hall.below(7)));
        for (std::size_t pages = hall.below(5); pages > 0 && one->pull(limit); --pages) hall.happen();
        one->pull_all(limit);
      }
      hall.phone.pull_all();  // what happened while the other one pulled
      CHECK(kept_by(hall.phone) == shown_to(hall.owner));
      CHECK(kept_by(theirs) == shown_to(hall.stranger));
    }
    for (const auto& [name, change] : hall.phone.rows) {
      if (!name.starts_with("booth")) continue;
      const std::string id = number(change.get("id").get<std::int64_t>());
      const std::string tag = "\"booth-" + id + "-" + number(change.get("version").get<std::int64_t>());
      CHECK(hall.owner.get("/api/v1/booths/" + id + "/").header("ETag").starts_with(tag));
    }
  }
}

TEST_CASE("feed: types and pages as asked for, complaints field by field") {
  FeedHall hall;
  hall.new_item(hall.new_booth());
  CHECK(hall.told(hall.owner.get(changes + "?types=booth")).size() == 1);
  const auto items = hall.told(hall.owner.get(changes + "?types=item,booth&limit=1"));
  REQUIRE(items.size() == 1);
  CHECK(items[0].get("type").to_str() == "booth");
  const std::string first =
      base::base64url_encode("v1." + hall.owner.get(changes).at("epoch").to_str() + ".0");
  const auto everything = hall.told(hall.owner.get(changes + "?since=" + first));
  CHECK(everything.size() == 200);  // the countries' deletions among them
  CHECK(hall.told(hall.owner.get(changes + "?limit=500&since=" + first)).size() > 200);
  for (const char* query : {"limit=0", "limit=501", "limit=x", "limit=", "limit=-1"}) {
    CAPTURE(query);
    CHECK(hall.owner.get(changes + "?" + query).at("limit").is<base::JsonArray>());
  }
  for (const char* query : {"types=", "types=,", "types=booths", "types=booth,user"}) {
    CAPTURE(query);
    CHECK(hall.owner.get(changes + "?" + query).at("types").is<base::JsonArray>());
  }
  for (const std::string& since :
       {std::string("x"), std::string(""), base::base64url_encode("v1.1"), base::base64url_encode("v1..1"),
        base::base64url_encode("v2.00000000.1"), base::base64url_encode("v1.00000000.-1")}) {
    CAPTURE(since);
    const Reply reply = hall.owner.get(changes + "?since=" + since);
    CHECK(reply.status == 400);
    CHECK(reply.at("since").is<base::JsonArray>());
  }
  const Reply both = hall.owner.get(changes + "?types=a&limit=0");
  CHECK(both.status == 400);
  CHECK((both.json().contains("types") && both.json().contains("limit")));
}

TEST_CASE("feed: who is up to date is told so before a row is read") {
  FeedHall hall;
  const std::string booth = hall.new_booth();
  hall.phone.pull_all();
  const std::string tag = '"' + hall.phone.cursor + '"';
  const std::string url = FeedReader::url_of(hall.phone.cursor);
  for (const std::string& target : {url, changes}) {
    hall.box.engine.rows_read = 0;
    const Reply idle = hall.ask(target, {{"if-none-match", "W/\"x\", " + tag}});
    CHECK(hall.box.engine.rows_read == 2);  // the account, and how far the feed goes
    CHECK(idle.status == 304);
    CHECK(idle.body.empty());
    CHECK(idle.header("ETag") == tag);
    CHECK(base::parse_int(idle.header("Retry-After")).value_or(0) >= 30);
  }
  hall.box.engine.rows_read = 0;
  const Reply empty = hall.ask(url);
  CHECK(hall.box.engine.rows_read <= 3);
  CHECK(empty.status == 200);
  CHECK(hall.told(empty).empty());
  CHECK(empty.header("ETag") == tag);
  CHECK(empty.at("cursor").to_str() == hall.phone.cursor);
  CHECK(hall.ask(url, {{"if-none-match", "*"}}).status == 200);

  hall.owner.upload(booth + "images/", "image", support::png, "1.png");
  const Reply news = hall.ask(url, {{"if-none-match", tag}});
  CHECK(news.status == 200);
  CHECK(hall.told(news).size() == 1);
  const Reply head = hall.ask(url, {}, "HEAD");
  CHECK(head.status == 200);
  CHECK(head.header("ETag") == news.header("ETag"));
  CHECK(hall.ask(url, {{"if-none-match", news.header("ETag")}}, "HEAD").status == 304);
  CHECK(hall.ask(changes + "?limit=1").header("ETag").empty());  // a page that is not the last has no tag
}

TEST_CASE("feed: a first sync takes as few queries as there are kinds of rows") {
  FeedHall hall;
  const std::string booth = hall.new_booth();
  const auto queries = [&] {
    hall.box.engine.queries = 0;
    CHECK(hall.ask(changes + "?limit=500").status == 200);
    return hall.box.engine.queries.load();
  };
  hall.new_item(booth);
  hall.owner.upload(booth + "images/", "image", support::png, "1.png");
  const std::size_t few = queries();
  for (int i = 0; i < 40; ++i) hall.new_item(hall.new_booth());
  CHECK(queries() == few);
  CHECK(few <= 12);
}

TEST_CASE("feed: a restored box, or another one, lets its clients begin anew") {
  FeedHall hall;
  hall.new_booth();
  hall.phone.pull_all();
  const std::string before = hall.phone.cursor;
  const std::string epoch = hall.phone.page().at("epoch").to_str();

  const Reply later = hall.owner.get(changes + "?since=" + api::format_cursor({epoch, 999'999}));
  CHECK(later.status == 410);
  CHECK(later.at("code").to_str() == "cursor_expired");
  CHECK(later.at("epoch").to_str() == epoch);

  store::set_new_epoch(hall.box.folder / "expobox.db");  // as a restore does
  const Reply gone = hall.owner.get(changes + "?since=" + before);
  CHECK(gone.status == 410);
  CHECK(gone.at("code").to_str() == "epoch_changed");
  CHECK(gone.at("epoch").to_str() != epoch);
  CHECK(gone.at("detail").is<std::string>());
  CHECK(hall.ask(FeedReader::url_of(before), {{"if-none-match", '"' + before + '"'}}).status == 410);

  hall.phone.cursor.clear();
  hall.phone.rows.clear();
  hall.phone.pull_all();
  CHECK(kept_by(hall.phone) == shown_to(hall.owner));
  CHECK(hall.phone.page().at("epoch").serialize() == gone.at("epoch").serialize());
}

TEST_CASE("feed: waits are drawn anew, and longer when somebody was turned away") {
  FeedHall hall;
  std::set<std::int64_t> waits;
  const auto wait = [&] { return hall.owner.get(changes + "?limit=1").at("poll_after").get<std::int64_t>(); };
  for (int i = 0; i < 60; ++i) waits.insert(wait());
  CHECK(*waits.begin() >= 30);
  CHECK(*waits.rbegin() <= 45);
  CHECK(waits.size() > 3);
  hall.box.engine.broken = store::StorageError::Kind::overload;
  CHECK(hall.owner.json("POST", "/api/v1/booths/", R"({"name":"B","country":1})").status == 503);
  CHECK(wait() >= 120);
  hall.box.clock.advance(120);
  CHECK(wait() <= 45);
}

TEST_CASE("feed: a page ends where its texts are half a megabyte, and its cursor goes on from there") {
  FeedHall hall;
  const std::string booth = hall.new_booth();
  for (int i = 0; i < 12; ++i) {
    hall.owner.json("POST", booth + "items/",
                    R"({"name": "x", "description": ")" + std::string(100'000, 'x') + "\"}");
  }
  std::size_t pages = 1;
  for (; hall.phone.pull(own); ++pages) {
  }
  CHECK(pages == 3);  // five and five and two
  CHECK(hall.phone.rows.size() == 13);
  const Reply page = hall.ask(changes + "?" + own);
  CHECK(page.body.size() < 700'000);
  CHECK(page.header("ETag").empty());
  CHECK(list_in(page.at("changes")).size() == 6);  // the booth, too
  const Reply later = hall.ask(changes + "?types=item&since=" + page.at("cursor").to_str());
  CHECK(list_in(later.at("changes")).size() == 5);
}

TEST_CASE("feed: a row longer than a page is a page of its own") {
  FeedHall hall;
  hall.box.write([](store::WriteBatch& w) { store::set_setting(w, "row_bytes_limit", "1000000"); });
  const std::string booth = hall.new_booth();
  for (int i = 0; i < 2; ++i) {
    hall.owner.json("POST", booth + "items/",
                    R"({"name": "x", "description": ")" + std::string(700'000, 'x') + "\"}");
  }
  std::size_t pages = 1;
  for (; hall.phone.pull(own); ++pages) {
  }
  CHECK(pages == 3);
  CHECK(hall.phone.rows.size() == 3);
}
