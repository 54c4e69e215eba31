// SPDX-License-Identifier: MIT
#include "store/messages.h"

#include <doctest/doctest.h>

#include "store/settings.h"
#include "support/api_fixture.h"
#include "support/fake_machine_files.h"

namespace {

using support::Hall;
using support::Reply;
using Why = store::StorageError::Kind;

constexpr auto target = "/api/v1/admin/messages/";

// A hall whose janitor the test is. The drive of the machine may be full: its message does not count here.
struct Watched : Hall {
  using Hall::Hall;

  std::optional<store::Message> unread(const std::string& code) {
    for (const store::Message& message : box.diagnosis.messages(store::Which::unread)) {
      if (message.code == code) return message;
    }
    return {};
  }
  std::int64_t count_after_look(const std::string& code) {
    box.clock.advance(10);
    box.diagnosis.check_all();
    const auto message = unread(code);
    return message ? message->count : 0;
  }
  // What begins, lasts, goes and begins again is told twice.
  template <class Set>
  void check_comes_and_goes(const std::string& code, Set set) {
    CHECK(count_after_look(code) == 0);
    for (const int times : {1, 2}) {
      set(true);
      CHECK(count_after_look(code) == times);
      box.engine.committed = false;
      CHECK(count_after_look(code) == times);
      CHECK_FALSE(box.engine.committed);  // while it lasts the drive has no work
      set(false);
      CHECK(count_after_look(code) == times);  // it stays until it is read
    }
    const std::string id = std::to_string(unread(code)->id.value);
    CHECK(admin.ask("POST", target + id + "/read/").status == 204);
    CHECK(count_after_look(code) == 0);
  }
  std::string sys = box.folder / "sys";
};

}  // namespace

TEST_CASE("messages: administrators alone see and read them") {
  Hall hall;
  hall.box.diagnosis.raise("unclean_stop", "warning", "");
  hall.box.diagnosis.check_all();
  const auto id = hall.box.diagnosis.messages(store::Which::unread).back().id.value;
  const std::string one = target + std::to_string(id) + "/read/";
  CHECK(hall.nobody.get(target).status == 401);
  CHECK(hall.owner.get(target).status == 403);
  CHECK(hall.nobody.ask("POST", one).status == 401);
  CHECK(hall.owner.ask("POST", one).status == 403);
  CHECK(hall.admin.ask("POST", std::string(target) + "999/read/").status == 404);
  CHECK(hall.admin.ask("GET", one).status == 405);
  CHECK(hall.admin.ask("POST", one).status == 204);
  CHECK(hall.admin.ask("POST", one).status == 204);
}

TEST_CASE("messages: are listed newest first, in pages when asked, and stay after they were read") {
  Hall hall;
  hall.box.diagnosis.raise("unclean_stop", "warning", "");
  hall.box.clock.advance(10);
  hall.box.diagnosis.raise("media_missing", "error", "3");
  hall.box.diagnosis.check_all();
  base::JsonArray all = hall.admin.get(target).json().get<base::JsonArray>();
  std::erase_if(all, [](const base::Json& one) { return one.get("code").to_str() == "drive_low"; });
  REQUIRE(all.size() == 2);
  const base::Json& newest = all[0];
  CHECK(newest.get("code").to_str() == "media_missing");
  CHECK(newest.get("level").to_str() == "error");
  CHECK(newest.get("detail").to_str() == "3");
  CHECK(newest.get("count").get<std::int64_t>() == 1);
  CHECK(newest.get("at").to_str() == base::iso_time(hall.box.clock.now()));
  CHECK_FALSE(newest.get("read").get<bool>());
  const std::string id = newest.get("id").to_str();
  CHECK(hall.admin.ask("POST", target + id + "/read/").status == 204);

  all = hall.admin.get(target).json().get<base::JsonArray>();
  const auto found =
      std::ranges::find_if(all, [&](const base::Json& one) { return one.get("id").to_str() == id; });
  REQUIRE(found != all.end());
  CHECK(found->get("read").get<bool>());
  const base::JsonArray unread = hall.admin.get("/api/v1/admin/board/").at("messages").get<base::JsonArray>();
  CHECK(std::ranges::none_of(unread, [&](const base::Json& one) { return one.get("id").to_str() == id; }));
  CHECK(std::ranges::any_of(
      unread, [](const base::Json& one) { return one.get("code").to_str() == "unclean_stop"; }));

  const Reply page = hall.admin.get(std::string(target) + "?page_size=1&page=2");
  CHECK(page.at("count").get<std::int64_t>() == static_cast<std::int64_t>(all.size()));
  CHECK(page.at("results").get<base::JsonArray>().size() == 1);
}

TEST_CASE("messages: a clock nobody vouches for") {
  Watched hall;
  hall.check_comes_and_goes("clock_untrusted", [&](bool now) {
    hall.box.clock.set_source(now ? base::ClockSource::restored : base::ClockSource::administrator);
  });
}

TEST_CASE("messages: a supply that gives too little") {
  Watched hall;
  hall.check_comes_and_goes("undervoltage", [&](bool now) { support::set_undervoltage(hall.sys, now); });
}

TEST_CASE("messages: a box that is hot, and not again while it is hardly less") {
  Watched hall;
  hall.check_comes_and_goes("hot",
                            [&](bool now) { support::set_temperature(hall.sys, now ? 80'000 : 74'900); });
  support::set_temperature(hall.sys, 81'000);
  CHECK(hall.count_after_look("hot") == 1);
  support::set_temperature(hall.sys, 76'000);
  CHECK(hall.count_after_look("hot") == 1);
  support::set_temperature(hall.sys, 82'000);
  CHECK(hall.count_after_look("hot") == 1);
}

TEST_CASE("messages: a drive with little room, by the reserve") {
  Watched roomy({.media = {.reserve_bytes = 0}});
  Watched tight({.media = {.reserve_bytes = UINT64_MAX / 4}});
  CHECK(tight.count_after_look("drive_low") == 1);
  CHECK(tight.count_after_look("drive_low") == 1);
  const std::string folder = roomy.box.folder.path();
  const bool low = base::free_bytes(folder) < base::total_bytes(folder) / 10;
  CHECK(roomy.count_after_look("drive_low") == (low ? 1 : 0));
}

TEST_CASE("messages: a drive that fails, whoever met it, for a minute after the last time") {
  Watched hall;
  const std::string booth = hall.new_booth();
  const auto fail = [&](Why why) {
    hall.box.engine.broken = why;
    hall.owner.ask("DELETE", booth);
    hall.box.engine.broken = {};
  };
  fail(Why::full);
  fail(Why::overload);
  CHECK(hall.count_after_look("drive_failing") == 0);
  hall.box.clock.advance(60);
  hall.check_comes_and_goes("drive_failing", [&](bool now) {
    if (now) fail(Why::disk);
    if (!now) hall.box.clock.advance(60);
  });
}

TEST_CASE("messages: requests refused for want of time or room, but not for a failing drive") {
  Watched hall;
  const std::string booth = hall.new_booth();
  const auto refuse = [&](Why why) {
    hall.box.engine.broken = why;
    CHECK(hall.owner.ask("DELETE", booth).status == 503);
    hall.box.engine.broken = {};
  };
  refuse(Why::disk);
  CHECK(hall.count_after_look("busy") == 0);
  hall.box.clock.advance(60);
  hall.check_comes_and_goes("busy", [&](bool now) {
    if (now) refuse(Why::overload);
    if (!now) hall.box.clock.advance(60);
  });
}

TEST_CASE("messages: no backup of a day's work") {
  Watched hall;
  constexpr std::int64_t hour = 3600;
  hall.box.clock.advance(5 * hour);
  CHECK(hall.count_after_look("no_backup") == 0);  // there is nothing to be saved
  support::Client owner(hall.box, hall.owner_id), admin(hall.box, hall.admin_id);  // earlier tokens are over
  CHECK(owner.json("POST", "/api/v1/booths/", R"({"name":"b","country":1})").status == 201);
  CHECK(hall.count_after_look("no_backup") == 1);
  CHECK(hall.count_after_look("no_backup") == 1);
  CHECK(hall.unread("no_backup")->detail.empty());
  CHECK(admin.get("/api/v1/admin/backup/").status == 200);
  CHECK(hall.count_after_look("no_backup") == 1);
  hall.box.clock.advance(23 * hour);
  CHECK(hall.count_after_look("no_backup") == 1);
  hall.box.clock.advance(hour);
  CHECK(hall.count_after_look("no_backup") == 2);
  CHECK(hall.unread("no_backup")->detail == store::setting(hall.box.engine, "last_backup_at"));
}

TEST_CASE("messages: a box that has just begun wants no backup yet") {
  Watched hall;
  hall.new_booth();
  hall.box.clock.advance(4 * 3600 - 20);
  CHECK(hall.count_after_look("no_backup") == 0);
  CHECK(hall.count_after_look("no_backup") == 1);
}

TEST_CASE("messages: what the drive does not take is shown all the same, and kept once it does") {
  Watched hall;
  hall.box.engine.broken = Why::disk;
  hall.box.diagnosis.raise("media_missing", "error", "1");
  CHECK(hall.count_after_look("media_missing") == 1);
  hall.box.diagnosis.raise("media_missing", "error", "2");
  CHECK(hall.count_after_look("media_missing") == 2);
  const base::JsonArray shown = hall.admin.get("/api/v1/admin/board/").at("messages").get<base::JsonArray>();
  const auto found = std::ranges::find_if(
      shown, [](const base::Json& one) { return one.get("code").to_str() == "media_missing"; });
  REQUIRE(found != shown.end());
  CHECK(found->get("id").is<picojson::null>());
  CHECK(found->get("detail").to_str() == "2");
  CHECK(store::messages(hall.box.engine, store::Which::all).empty());
  CHECK(hall.count_after_look("drive_failing") == 1);  // the janitor met it too

  hall.box.engine.broken = {};
  CHECK(hall.count_after_look("media_missing") == 2);
  const auto stored = store::messages(hall.box.engine, store::Which::unread);
  CHECK(std::ranges::any_of(stored, [](const store::Message& one) {
    return one.code == "media_missing" && one.count == 2 && one.id.value != 0;
  }));
  hall.box.clock.advance(60);
  CHECK(hall.count_after_look("media_missing") == 2);
  CHECK(hall.count_after_look("drive_failing") == 1);
}

TEST_CASE("messages: what comes again adds to the unread one on the drive at once") {
  Watched hall;
  hall.box.diagnosis.raise("unclean_stop", "warning", "");
  CHECK(hall.count_after_look("unclean_stop") == 1);
  hall.box.diagnosis.raise("unclean_stop", "warning", "");
  CHECK(hall.unread("unclean_stop")->count == 2);
  CHECK(hall.count_after_look("unclean_stop") == 2);
}
