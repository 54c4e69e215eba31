// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>

#include "base/clock.h"
#include "base/files.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr std::string_view url = "/api/v1/admin/save/";

}  // namespace

TEST_CASE("save: for administrators alone") {
  Hall hall;
  CHECK(hall.nobody.get(url).status == 401);
  CHECK(hall.owner.get(url).status == 403);
  CHECK(hall.admin.json("POST", url, "{}").status == 405);
  CHECK(hall.admin.get(url).status == 200);
}

TEST_CASE("save: says how much there is, and which copies, newest first") {
  Hall hall;
  const Reply empty = hall.admin.get(url);
  CHECK(empty.at("media").get<std::int64_t>() == 0);
  CHECK(empty.at("media_files").get<std::int64_t>() == 0);
  CHECK(empty.at("last_backup_at").is<picojson::null>());
  CHECK(empty.at("copies").serialize() == "[]");

  const std::string booth = hall.new_booth();
  REQUIRE(hall.owner.upload(booth + "images/", "image", support::png, "a.png").status == 201);
  REQUIRE(hall.owner.upload(booth + "videos/", "video", support::mp4(), "c.mp4").status == 201);
  const std::string copies = hall.box.folder / "backups";
  base::create_folders(copies);
  base::write_atomically(copies + "/copy-000001-20260125.db", "one");
  base::write_atomically(copies + "/copy-000002-20260126.db", "second");
  base::write_atomically(copies + "/archive-12.db.part", "no copy");
  const Reply full = hall.admin.get(url);
  CHECK(full.at("database").get<std::int64_t>() >=
        static_cast<std::int64_t>(std::filesystem::file_size(hall.box.folder / "expobox.db")));
  CHECK(full.at("media").get<std::int64_t>() == static_cast<std::int64_t>(support::png.size() + 2048));
  CHECK(full.at("media_files").get<std::int64_t>() == 2);
  CHECK(full.at("copies").serialize() ==
        R"([{"name":"copy-000002-20260126.db","size":6},{"name":"copy-000001-20260125.db","size":3}])");
}

TEST_CASE("save: the time of a backup that was sent whole, and of no other") {
  Hall hall;
  const auto last = [&] { return hall.admin.get(url).at("last_backup_at"); };
  CHECK(hall.admin.get("/api/v1/admin/export/").status == 200);
  CHECK(last().is<picojson::null>());
  CHECK(hall.admin.get("/api/v1/admin/backup/").status == 200);
  CHECK(last().to_str() == base::iso_time(hall.box.clock.now()));

  hall.box.engine.broken = store::StorageError::Kind::disk;  // sent all the same
  CHECK(hall.admin.get("/api/v1/admin/backup/").status == 200);
}
