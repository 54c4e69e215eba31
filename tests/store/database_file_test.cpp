// SPDX-License-Identifier: MIT
#include "store/database_file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/files.h"
#include "base/text/json.h"
#include "store/engine/connection.h"
#include "store/engine/database_copy.h"
#include "store/engine/migrate.h"
#include "store/media.h"
#include "store/settings.h"
#include "support/store_fixture.h"

namespace {

using support::TempStore;

struct Stocked : TempStore {
  store::UserId ann = support::add_user(engine, "ann@example.com");
  store::BoothId booth = support::add_booth(engine, ann, "Optics");
  store::MediaId first = support::add_media(engine, support::images_of(booth));
  store::MediaId second = support::add_media(engine, support::images_of(booth));
};

void overwrite(const std::string& path, off_t at, const std::string& bytes) {
  const base::Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  REQUIRE(pwrite(file.get(), bytes.data(), bytes.size(), at) == static_cast<ssize_t>(bytes.size()));
}

}  // namespace

TEST_CASE("database file: a copy is whole and of one moment while others write") {
  Stocked box;
  std::atomic<bool> enough{false};
  std::thread writer([&] {
    // Two booths in each write: a copy that is of one moment has an even number of them.
    while (!enough) {
      support::write(box.engine, [&](store::WriteBatch& w) {
        for (int i = 0; i < 2; ++i)
          store::add_booth(w, box.ann, support::booth_fields("Pair"), base::new_uuid(), support::noon);
      });
    }
  });
  for (int i = 0; i < 5; ++i) {
    const std::string copy = box.folder / ("copy" + std::to_string(i) + ".db");
    store::copy_database(box.path, copy);
    CHECK(store::integrity_check(copy).empty());
    CHECK_FALSE(std::filesystem::exists(copy + ".part"));
    CHECK(store::media_files(copy).size() == 2);
    store::SqliteConnection database(copy, store::SqliteConnection::Use::read);
    database.query("SELECT count(*) FROM booths WHERE name = 'Pair'", {},
                   [](const store::Row& row) { CHECK(row.integer(0) % 2 == 0); });
  }
  enough = true;
  writer.join();
}

TEST_CASE("database file: what a crash left of a copy is in nobody's way; a failed one leaves the old") {
  Stocked box;
  base::write_atomically(box.folder / "copy.db.part", "left by a crash");
  store::copy_database(box.path, box.folder / "copy.db");
  CHECK(store::integrity_check(box.folder / "copy.db").empty());
  CHECK_THROWS_AS(store::copy_database(box.folder / "none.db", box.folder / "copy.db"), store::StorageError);
  CHECK(store::media_files(box.folder / "copy.db").size() == 2);
}

TEST_CASE("database file: its state is another after each change that is worth a copy, and the copy's own") {
  Stocked box;
  const std::string before = store::content_fingerprint(box.path);
  support::write(box.engine, [](store::WriteBatch& w) { store::set_setting(w, "readiness_probe", "now"); });
  CHECK(store::content_fingerprint(box.path) == before);
  store::copy_database(box.path, box.folder / "copy.db");
  CHECK(store::content_fingerprint(box.folder / "copy.db") == before);
  support::add_booth(box.engine, box.ann);
  const std::string with_booth = store::content_fingerprint(box.path);
  CHECK(with_booth != before);
  support::write(box.engine, [&](store::WriteBatch& w) { store::set_active(w, box.ann, false); });
  CHECK(store::content_fingerprint(box.path) != with_booth);
}

TEST_CASE("database file: damage is told, not thrown") {
  std::string path;
  support::TempFolder folder;
  {
    Stocked box;
    CHECK(store::integrity_check(box.path).empty());
    path = folder / "damaged.db";
    store::copy_database(box.path, path);
  }
  SUBCASE("a page in the middle") {
    overwrite(path, 4096 * 3, std::string(4096, '\x5a'));
    CHECK_FALSE(store::integrity_check(path).empty());
    CHECK_FALSE(store::quick_check(path).empty());
  }
  SUBCASE("the header") {
    overwrite(path, 0, "no database at all");
    CHECK_FALSE(store::integrity_check(path).empty());
    CHECK_THROWS_AS(store::verify_schema(path), store::StorageError);
  }
  SUBCASE("cut short") {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    CHECK_FALSE(store::integrity_check(path).empty());
  }
  SUBCASE("a row that names one that is not there") {
    store::SqliteConnection database(path, store::SqliteConnection::Use::write);
    database.execute_script("PRAGMA foreign_keys = OFF; DELETE FROM users;");
    const auto faults = store::integrity_check(path);
    REQUIRE(faults.size() == 1);
    CHECK(faults.front() == "row 1 of booths names a row of users that is not there");
    CHECK(store::quick_check(path).empty());
  }
}

TEST_CASE("database file: one of another program, of none or of a newer version is not ours") {
  TempStore box;
  CHECK_NOTHROW(store::verify_schema(box.path));
  store::copy_database(box.path, box.folder / "newer.db");
  store::SqliteConnection(box.folder / "newer.db", store::SqliteConnection::Use::write)
      .execute_script("PRAGMA user_version = 999");
  CHECK_THROWS_AS(store::verify_schema(box.folder / "newer.db"), store::SchemaTooNew);
  store::SqliteConnection(box.folder / "other.db", store::SqliteConnection::Use::write)
      .execute_script("CREATE TABLE notes (x)");
  CHECK_THROWS_AS(store::verify_schema(box.folder / "other.db"), store::StorageError);
  base::write_atomically(box.folder / "empty.db", "");
  CHECK_THROWS_AS(store::verify_schema(box.folder / "empty.db"), store::StorageError);
}

TEST_CASE(
    "database file: rows of media are told with whose they are, and go, another being the first one then") {
  Stocked box;
  const auto files = store::media_files(box.path);
  REQUIRE(files.size() == 2);
  CHECK(files[0].size == 73);
  CHECK(files[0].sha256 == std::string(64, 'a'));
  const auto rows = store::media_of_booth(box.engine, box.booth);
  const base::Json row = base::parse_json(store::media_row_json(box.path, rows.at(0).file));
  CHECK(row.get("file").get<std::string>() == rows.at(0).file);
  CHECK(row.get("owner").get<std::string>() == "ann@example.com");
  CHECK(row.get("booth").get<std::string>() == "Optics");
  CHECK(row.get("item").is<picojson::null>());
  store::remove_media_rows(box.path, {rows.at(0).file, "no such file"});
  const auto left = store::media_of_booth(box.engine, box.booth);
  REQUIRE(left.size() == 1);
  CHECK(left[0].id == box.second);
  CHECK(left[0].primary);
}

TEST_CASE("database file: a new epoch is eight digits and another") {
  TempStore box;
  const std::string before = store::setting(box.engine, "epoch").value();
  store::set_new_epoch(box.path);
  const std::string after = store::setting(box.engine, "epoch").value();
  CHECK(after.size() == 8);
  CHECK(after.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(after != before);
}
