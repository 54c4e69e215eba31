// SPDX-License-Identifier: MIT
#include "store/engine/schema_check.h"

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "store/engine/migrate.h"
#include "support/store_fixture.h"

using store::SqliteConnection;
using support::TempFolder;

namespace {

struct Quiet {
  Quiet() { base::set_log_level(base::Level::error); }
  ~Quiet() { base::set_log_level(base::Level::info); }
};

// What is said of a database that this has been done to.
std::string said_after(const std::string& sql) {
  TempFolder folder;
  const std::string path = folder / "x.db";
  store::migrate(path);
  SqliteConnection(path, SqliteConnection::Use::write).execute_script(sql);
  std::string said;
  for (const std::string& one : store::foreign_schema_of(path)) said += one + ";";
  if (said.empty()) {
    store::migrate(path);
  } else {
    CHECK_THROWS_AS(store::migrate(path), store::ForeignSchema);
  }
  return said;
}

}  // namespace

TEST_CASE("schema check: what the migrations have made is ours, at each version") {
  const Quiet quiet;
  for (std::size_t steps = 1; steps <= store::migrations().size(); ++steps) {
    CAPTURE(steps);
    TempFolder folder;
    const std::string path = folder / "x.db";
    store::migrate(path, store::migrations().first(steps));
    CHECK(store::foreign_schema_of(path).empty());
    store::migrate(path);
    CHECK(store::foreign_schema_of(path).empty());
  }
}

TEST_CASE("schema check: rows, white space and comments do not matter") {
  CHECK(said_after("").empty());
  CHECK(said_after("INSERT INTO settings VALUES ('a', 'b'); DELETE FROM countries").empty());
  CHECK(said_after("DROP TRIGGER media_added; CREATE TRIGGER media_added AFTER INSERT ON media BEGIN\n"
                   "INSERT INTO changes (kind, id, owner_id, client_id, version, op) -- the feed\n"
                   "VALUES (iif(new.collection=2,'video','image'),new.id,new.owner_id,new.client_id, "
                   "new.version /* of it */ ,'put');END")
            .empty());
}

TEST_CASE("schema check: every kind of object that is not ours is named, and the database is not opened") {
  const std::pair<const char*, const char*> table[] = {
      {"CREATE TRIGGER t AFTER UPDATE ON users BEGIN UPDATE users SET is_active = 1, is_admin = 1; END",
       "trigger t on users is not this program's;"},
      {"CREATE VIEW v AS SELECT 1", "view v on v is not this program's;"},
      {"CREATE TABLE t (a)", "table t is not this program's;"},
      {"CREATE INDEX i ON users (name)", "index i on users is not this program's;"},
      {"ALTER TABLE users ADD COLUMN x INTEGER GENERATED ALWAYS AS (1) VIRTUAL",
       "table users is not as this program makes it;"},
      {"DROP TRIGGER booths_deleted", "trigger booths_deleted on booths is missing;"},
      {"DROP TRIGGER booths_deleted; CREATE TRIGGER booths_deleted AFTER DELETE ON booths BEGIN SELECT 1; "
       "END",
       "trigger booths_deleted on booths is not as this program makes it;"},
      {"DROP INDEX media_primary; CREATE INDEX media_primary ON media (collection, parent_id)",
       "index media_primary on media is not as this program makes it;"},
      {"ANALYZE", "table sqlite_stat1 is not this program's;"},
  };
  for (const auto& [sql, said] : table) {
    CAPTURE(sql);
    CHECK(said_after(sql) == said);
  }
}

TEST_CASE("schema check: a missing constraint is named") {
  CHECK(said_after("CREATE TABLE copied AS SELECT * FROM conflicts; DROP TABLE conflicts; "
                   "ALTER TABLE copied RENAME TO conflicts")
            .find("table conflicts is not as this program makes it;") != std::string::npos);
}

TEST_CASE("schema check: a connection trusts no schema, and does not write one") {
  TempFolder folder;
  const std::string path = folder / "x.db";
  store::migrate(path);
  SqliteConnection database(path, SqliteConnection::Use::write);
  const auto number = [&](std::string_view sql) {
    std::int64_t found = -1;
    database.query(sql, {}, [&](const store::Row& row) { found = row.integer(0); });
    return found;
  };
  CHECK(number("PRAGMA trusted_schema") == 0);
  CHECK(number("PRAGMA cell_size_check") == 1);
  database.execute("PRAGMA writable_schema = ON");
  CHECK_THROWS_AS(database.execute("DELETE FROM sqlite_schema"), store::StorageError);
}
