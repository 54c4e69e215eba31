// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>

#include "base/text/tar.h"
#include "data/data_swap.h"
#include "store/database_file.h"
#include "store/engine/database_copy.h"
#include "store/settings.h"
#include "store/users.h"
#include "support/api_fixture.h"

namespace fs = std::filesystem;

namespace {

using support::Hall;
using support::png;
using support::Reply;

constexpr std::string_view url = "/api/v1/admin/restore/?confirm=RESTORE";
constexpr const char* tar_type = "application/x-tar";

// A backup of a box with a booth and a photo.
struct Backup {
  Backup() {
    Hall hall;
    const std::string booth = hall.new_booth("Optics");
    REQUIRE(hall.owner.upload(booth + "images/", "image", png, "a.png").status == 201);
    hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.stranger_id, false); });
    bytes = hall.admin.get("/api/v1/admin/backup/").body;
  }
  std::string bytes;
};

const std::string& backup() {
  static const Backup made;
  return made.bytes;
}

// A box that stays as it is until it is told to begin again.
struct Old : Hall {
  Reply send(const std::string& bytes, std::string_view target = url, const std::string& type = tar_type) {
    return admin.ask("POST", target, type, bytes);
  }
  Reply ended(const std::string& bytes) {
    const Reply job = send(bytes);
    REQUIRE(job.status == 202);
    CHECK(job.at("kind").to_str() == "restore");
    return admin.ended(job);
  }
  std::string data() const { return box.folder.path(); }
  void check_untouched() {
    CHECK_FALSE(fs::exists(data() + "/restoring"));
    CHECK_FALSE(fs::exists(data() + "/restored"));
    CHECK(box.begun_again == 0);
    CHECK(admin.get("/api/v1/admin/save/").status == 200);
  }
};

}  // namespace

TEST_CASE("restore: for administrators alone") {
  Old hall;
  CHECK(hall.nobody.ask("POST", url, tar_type, backup()).status == 401);
  CHECK(hall.owner.ask("POST", url, tar_type, backup()).status == 403);
  CHECK(hall.admin.get(url).status == 405);
  hall.check_untouched();
}

TEST_CASE("restore: what is not confirmed, no tar, of no size or too large is refused unread") {
  Old hall;
  const auto refused = [&](const Reply& reply, int status) {
    CHECK(reply.status == status);
    CHECK(reply.body_unread);
  };
  for (const char* confirm : {"", "?confirm=", "?confirm=restore", "?confirm=Fair"}) {
    const Reply reply = hall.send(backup(), "/api/v1/admin/restore/" + std::string(confirm));
    refused(reply, 400);
    CHECK(reply.at("confirm").is<base::JsonArray>());
  }
  refused(hall.send(backup(), url, "application/json"), 415);
  const support::HeaderList admin = {{"authorization", "Bearer " + hall.box.token_of(hall.admin_id)},
                                     {"content-type", tar_type}};
  refused(hall.box.ask("POST", url, admin, backup(), true), 411);
  hall.box.restores.taken = true;
  refused(hall.send(backup()), 409);
  hall.box.restores.taken = false;

  hall.box.write([](store::WriteBatch& w) { store::set_setting(w, "event_name", "Fair 26"); });
  refused(hall.send(backup()), 400);
  refused(hall.send(backup(), "/api/v1/admin/restore/?confirm=Fair"), 400);
  hall.check_untouched();
  CHECK(hall.send("no tar", "/api/v1/admin/restore/?confirm=Fair+26").status == 400);
  CHECK(hall.send("no tar", "/api/v1/admin/restore/?confirm=Fair%2026%20").status == 400);

  Hall full(support::BoxOptions{.media = {.reserve_bytes = std::uint64_t{1} << 62}});
  refused(full.admin.ask("POST", url, tar_type, backup()), 507);
}

TEST_CASE("restore: what ends early, goes on or is no backup is refused, and nothing of it stays") {
  Old hall;
  const std::string& good = backup();
  std::string header = good, long_tail = good, foreign = base::tar_header({"escape", 1, 0});
  header[3] ^= 1;
  long_tail.append(std::size_t{2} << 20, '\0');
  foreign.append(512 + base::tar_end, '\0');
  for (const std::string& bad :
       {std::string(), std::string(511, '\0'), good.substr(0, good.size() / 2),
        good.substr(0, good.size() - 3000), header, long_tail, foreign, std::string(4096, '\0')}) {
    CAPTURE(bad.size());
    const Reply reply = hall.send(bad);
    CHECK(reply.status == 400);
    CHECK(reply.at("detail").to_str().find("Nothing was changed") != std::string::npos);
    hall.check_untouched();
  }
}

TEST_CASE("restore: a flipped byte fails the job, which names the member") {
  Old hall;
  std::string flipped = backup();
  flipped[flipped.find(png) + 20] ^= 1;
  const Reply job = hall.ended(flipped);
  CHECK(job.at("state").to_str() == "failed");
  CHECK(job.at("error").to_str().find(".png") != std::string::npos);
  hall.check_untouched();
  CHECK(hall.ended(backup()).at("state").to_str() == "done");  // its place is free again
}

TEST_CASE("restore: a backup with a trigger of its own is refused, and says so") {
  Hall tampered;
  tampered.box.write([&](store::WriteBatch& w) {
    store::set_active(w, tampered.stranger_id, false);
    w.run(
        "CREATE TRIGGER again AFTER INSERT ON sessions "
        "BEGIN UPDATE users SET is_active = 1, is_admin = 1 WHERE id = 2; END");
  });
  Old hall;
  const Reply job = hall.ended(tampered.admin.get("/api/v1/admin/backup/").body);
  CHECK(job.at("state").to_str() == "failed");
  CHECK(job.at("error").to_str() ==
        "The backup cannot be restored: its database holds what this program does not put there: "
        "trigger again on sessions is not this program's. Nothing was changed.");
  hall.check_untouched();
}

TEST_CASE("restore: done is on the drive, with a new epoch, no sessions and no token that is good") {
  Old hall;
  for (int times = 0; times < 5; ++times) {
    hall.box.write([&](store::WriteBatch& w) { store::set_active(w, hall.owner_id, true); });
  }
  const std::string epoch = store::setting(hall.box.engine, "epoch").value();
  const Reply job = hall.ended(backup() + std::string(8192, '\0'));  // as tar fills up its last block
  CHECK(job.at("state").to_str() == "done");
  CHECK(job.at("done").serialize() == "1");
  CHECK(job.at("total").serialize() == "1");
  CHECK(job.at("result").get("media_files").serialize() == "1");
  CHECK(hall.box.begun_again == 1);
  CHECK(hall.send(backup()).status == 409);  // the box is about to begin again
  CHECK(api::swap_pending(hall.data()));

  const std::string database = hall.data() + "/restored/expobox.db";
  CHECK(store::integrity_check(database).empty());
  store::SqliteEngine restored(database);
  CHECK(store::setting(restored, "epoch").value() != epoch);
  const auto generation = [](store::Database& engine) { return store::user_by_id(engine, {1})->generation; };
  CHECK(generation(hall.box.engine) == 5);
  CHECK(generation(restored) > 5);
  CHECK(*store::query_one(
            restored, [](const store::Row& row) { return row.integer(0); },
            "SELECT count(*) FROM sessions") == 0);
}

TEST_CASE("restore: sessions go and tokens end, whether or not there is a database to be replaced") {
  Hall hall;
  const std::string path = hall.box.folder / "copy.db", replaced = hall.box.folder / "expobox.db";
  hall.box.write([&](store::WriteBatch& w) {
    w.run("INSERT INTO sessions (token_sha256, user_id, generation, ends_at) VALUES ('x', ?, 0, 1)",
          hall.admin_id);
    store::set_active(w, hall.owner_id, true);
  });
  store::copy_database(replaced, path);
  std::int64_t before = 1;
  for (const std::string& other : {replaced, hall.box.folder / "none.db", replaced}) {
    store::revoke_credentials(path, other);
    store::SqliteEngine copy(path);
    CHECK(*store::query_one(
              copy, [](const store::Row& row) { return row.integer(0); }, "SELECT count(*) FROM sessions") ==
          0);
    const std::int64_t after = store::user_by_id(copy, hall.admin_id)->generation;
    CHECK(after > before);
    before = after;
  }
}
