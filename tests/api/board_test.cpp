// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "store/settings.h"
#include "support/api_fixture.h"
#include "support/fake_machine_files.h"

namespace {

using support::Hall;
using support::png;
using support::Reply;

constexpr auto target = "/api/v1/admin/board/";

double figure(const base::Json& board, const std::string& part, const std::string& name) {
  return board.get(part).get(name).get<double>();
}

// As one who has just signed in sees it: the clock is moved further than a token lasts.
base::Json board(Hall& hall, const std::string& query = "") {
  const Reply reply = support::Client(hall.box, hall.admin_id).get(target + query);
  REQUIRE(reply.status == 200);
  return reply.json();
}

}  // namespace

TEST_CASE("board: administrators alone see it, and nothing of it is cached") {
  Hall hall;
  CHECK(hall.nobody.get(target).status == 401);
  CHECK(hall.owner.get(target).status == 403);
  const Reply reply = hall.admin.get(target);
  CHECK(reply.status == 200);
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(hall.admin.json("POST", target, "{}").status == 405);
  const Reply bad = hall.admin.get(std::string(target) + "?since=yesterday");
  CHECK(bad.status == 400);
  CHECK(bad.json().get<base::JsonObject>().contains("since"));
}

TEST_CASE("board: says what time it is and who said so") {
  Hall hall;
  hall.box.clock.set_source(base::ClockSource::restored);
  const base::Json shown = board(hall);
  CHECK(shown.get("time").to_str() == base::iso_time(hall.box.clock.now()));
  CHECK(shown.get("clock").get("source").to_str() == "restored");
  CHECK_FALSE(shown.get("clock").get("trusted").get<bool>());
}

TEST_CASE("board: counts phones of the last minutes, and exhibitors who were silent since today began") {
  Hall hall;
  hall.owner.get("/api/v1/countries/");
  base::Json shown = board(hall);
  CHECK(figure(shown, "phones", "seen") == 1);  // looking at the board is not being in touch
  CHECK(figure(shown, "exhibitors", "total") == 2);
  CHECK(figure(shown, "exhibitors", "silent") == 1);
  hall.box.clock.advance(3600);
  const std::string now = base::iso_time(hall.box.clock.now());
  CHECK(figure(board(hall), "exhibitors", "silent") == 1);
  CHECK(figure(board(hall, "?since=" + now), "exhibitors", "silent") == 2);
  hall.box.clock.advance(23 * 3600 + 1);
  CHECK(figure(board(hall), "exhibitors", "silent") == 2);
  hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.stranger_id, false); });
  CHECK(figure(board(hall), "exhibitors", "total") == 1);
}

TEST_CASE("board: the drive's room is what the filesystem says, media what the rows say") {
  Hall hall;
  const std::string booth = hall.new_booth();
  CHECK(hall.owner.upload(booth + "images/", "image", png, "a.png").status == 201);
  const base::Json shown = board(hall);
  CHECK(figure(shown, "drive", "media") == static_cast<double>(png.size()));
  CHECK(figure(shown, "drive", "free") > 0);
  CHECK(figure(shown, "drive", "total") == static_cast<double>(base::total_bytes(hall.box.folder.path())));
}

TEST_CASE("board: how long the room lasts goes by what was kept in the last hour") {
  Hall hall;
  const std::string booth = hall.new_booth();
  CHECK(board(hall).get("drive").get("hours_left").is<picojson::null>());
  CHECK(hall.owner.upload(booth + "images/", "image", png, "a.png").status == 201);
  hall.box.clock.advance(299);
  CHECK(board(hall).get("drive").get("hours_left").is<picojson::null>());  // too early to tell
  hall.box.clock.advance(1501);
  const base::Json shown = board(hall).get("drive");  // so many bytes in half an hour
  const double expected = shown.get("free").get<double>() / static_cast<double>(png.size()) / 2;
  CHECK(shown.get("hours_left").get<double>() == doctest::Approx(expected).epsilon(0.001));
  hall.box.clock.advance(3600);
  CHECK(board(hall).get("drive").get("hours_left").is<picojson::null>());  // nothing came
}

TEST_CASE("board: what the machine does not tell is null, what it tells is shown") {
  Hall hall;
  base::Json box = board(hall).get("box");
  CHECK(box.get("temperature").is<picojson::null>());
  CHECK(box.get("undervoltage").is<picojson::null>());
  CHECK(box.get("last_backup_at").is<picojson::null>());
  CHECK(box.get("uptime").get<double>() == 0);
  support::set_temperature(hall.box.folder / "sys", 54'234);
  support::set_undervoltage(hall.box.folder / "sys", false);
  hall.box.clock.advance(77);
  box = board(hall).get("box");
  CHECK(box.get("temperature").get<double>() == 54.2);
  CHECK_FALSE(box.get("undervoltage").get<bool>());
  CHECK(box.get("uptime").get<double>() == 77);
}

TEST_CASE("board: counts answers that said something is wrong with the box, for an hour") {
  Hall hall;
  const std::string booth = hall.new_booth();
  hall.box.engine.broken = store::StorageError::Kind::overload;
  CHECK(hall.owner.ask("DELETE", booth).status == 503);
  hall.box.engine.broken = store::StorageError::Kind::full;
  CHECK(hall.owner.ask("DELETE", booth).status == 507);
  hall.box.engine.broken = {};
  CHECK(hall.owner.get("/api/v1/booths/77/").status == 404);
  CHECK(figure(board(hall), "box", "errors") == 2);
  hall.box.clock.advance(3601);
  CHECK(figure(board(hall), "box", "errors") == 0);
}

TEST_CASE("board: a backup counts once all of it was read") {
  Hall hall;
  hall.new_booth();
  CHECK(hall.admin.ask("HEAD", "/api/v1/admin/backup/").status == 200);
  const base::UnixSeconds at = hall.box.clock.now();
  CHECK(hall.admin.get("/api/v1/admin/backup/").status == 200);
  hall.box.clock.advance(100);
  CHECK(board(hall).get("box").get("last_backup_at").to_str() == base::iso_time(at));
}

TEST_CASE("board: a backup that was broken off does not count") {
  Hall hall;
  hall.box.max_stream_bytes = 1000;
  CHECK(hall.admin.get("/api/v1/admin/backup/").body.size() == 1000);
  CHECK_FALSE(store::setting(hall.box.engine, "last_backup_at"));
}

TEST_CASE("board: whether videos are paused is told") {
  Hall hall;
  CHECK(figure(board(hall), "uploads", "active") == 0);
  CHECK_FALSE(board(hall).get("uploads").get("videos_paused").get<bool>());
  hall.box.uploads.pause_videos(true);
  CHECK(board(hall).get("uploads").get("videos_paused").get<bool>());
}
