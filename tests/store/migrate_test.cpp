// SPDX-License-Identifier: MIT
#include "store/engine/migrate.h"

#include <array>
#include <thread>

#include "base/files.h"
#include "base/log.h"
#include "store/engine/connection.h"
#include "support/store_fixture.h"

using store::Migration;
using store::SqliteConnection;
using store::StorageError;
using support::TempFolder;

namespace {

constexpr std::array<Migration, 3> steps{{
    {1, "001_a.sql", "CREATE TABLE a (x TEXT) STRICT; INSERT INTO a VALUES ('one');"},
    {2, "002_b.sql", "-- a comment\nALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two';\n"},
    {3, "003_c.sql", "CREATE TABLE c (z TEXT) STRICT;"},
}};
constexpr std::span<const Migration> all(steps);

std::string text(const std::string& path, std::string_view sql) {
  SqliteConnection connection(path, SqliteConnection::Use::read);
  std::string found;
  connection.query(sql, {}, [&](const store::Row& row) { found += row.text(0); });
  return found;
}

std::string schema(const std::string& path) { return text(path, "PRAGMA user_version"); }

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

struct Quiet {
  Quiet() { base::set_log_level(base::Level::error); }
  ~Quiet() { base::set_log_level(base::Level::info); }
};

}  // namespace

TEST_CASE("migrate: an absent database is made in its newest form, without a copy of nothing") {
  TempFolder folder;
  store::migrate(folder / "x.db");
  CHECK(schema(folder / "x.db") == std::to_string(store::migrations().back().number));
  CHECK(text(folder / "x.db", "PRAGMA journal_mode") == "wal");
  CHECK(text(folder / "x.db", "SELECT count(*) FROM countries") == "249");
  CHECK(text(folder / "x.db", "PRAGMA integrity_check") == "ok");
  CHECK_FALSE(std::filesystem::exists(folder / "x.db.before-1"));
}

TEST_CASE("migrate: the numbers of the program's own migrations are 1, 2, 3 …") {
  int expected = 0;
  for (const Migration& step : store::migrations()) CHECK(step.number == ++expected);
  CHECK(expected >= 2);
}

TEST_CASE("migrate: an older database is copied, then brought up to date with its rows") {
  const Quiet quiet;
  TempFolder folder;
  const std::string path = folder / "x.db";
  store::migrate(path, all.first(1));
  CHECK(schema(path) == "1");
  store::migrate(path, all.first(2));
  CHECK(schema(path) == "2");
  CHECK(text(path, "SELECT x || y FROM a") == "onetwo");
  CHECK(schema(path + ".before-2") == "1");
  CHECK(text(path + ".before-2", "SELECT x FROM a") == "one");
  CHECK_FALSE(std::filesystem::exists(path + ".before-2.part"));

  store::migrate(path, all);
  CHECK(schema(path) == "3");
  CHECK(schema(path + ".before-3") == "2");
  store::migrate(path, all);  // nothing left to do
  CHECK(schema(path) == "3");
}

TEST_CASE("migrate: several steps at once are preceded by one copy, which a later try replaces") {
  const Quiet quiet;
  TempFolder folder;
  const std::string path = folder / "x.db";
  store::migrate(path, all.first(1));
  base::write_atomically(path + ".before-2", "left by an earlier try");
  base::write_atomically(path + ".before-2.part", "left by a crash");
  store::migrate(path, all);
  CHECK(schema(path) == "3");
  CHECK(schema(path + ".before-2") == "1");
  CHECK_FALSE(std::filesystem::exists(path + ".before-3"));
}

TEST_CASE("migrate: a step that fails leaves the database as it was, and can be tried again") {
  const Quiet quiet;
  TempFolder folder;
  const std::string path = folder / "x.db";
  const Migration broken[] = {
      steps[0], steps[1], {3, "003_x.sql", "CREATE TABLE c (z TEXT); INSERT INTO none VALUES (1);"}};
  store::migrate(path, all.first(1));
  CHECK_THROWS_AS(store::migrate(path, broken), StorageError);
  CHECK(schema(path) == "1");
  CHECK(text(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'c'") == "0");
  store::migrate(path, all);
  CHECK(schema(path) == "3");
}

TEST_CASE("migrate: a newer database is refused with a sentence and left as it is") {
  TempFolder folder;
  const std::string path = folder / "x.db";
  store::migrate(path, all);
  const auto before = base::read_file(path);
  CHECK_THROWS_AS(store::migrate(path, all.first(2)), store::SchemaTooNew);
  CHECK(message_of([&] { store::migrate(path, all.first(2)); }).find("newer version") != std::string::npos);
  CHECK(base::read_file(path) == before);
}

TEST_CASE("migrate: another program's database is refused with a sentence and left as it is") {
  TempFolder folder;
  const std::string path = folder / "x.db";
  SqliteConnection(path, SqliteConnection::Use::write)
      .execute_script("CREATE TABLE theirs (x); PRAGMA user_version = 1;");
  const auto before = base::read_file(path);
  CHECK_THROWS_AS(store::migrate(path, all), StorageError);
  CHECK(message_of([&] { store::migrate(path, all); }).find("another program") != std::string::npos);
  CHECK(base::read_file(path) == before);
}

TEST_CASE("migrate: a file that is no database is refused and left as it is") {
  TempFolder folder;
  const std::string path = folder / "x.db";
  const std::string letter(5000, 'a');
  base::write_atomically(path, letter);
  CHECK_THROWS_AS(store::migrate(path, all), StorageError);
  CHECK(base::read_file(path) == letter);
  CHECK_THROWS_AS(store::migrate(folder / "no/such/folder/x.db", all), StorageError);
}

TEST_CASE("migrate: several at once do each step once, with a new database and with an old one") {
  const Quiet quiet;
  TempFolder folder;
  const std::string path = folder / "x.db";
  for (const auto& wanted : {all.first(1), all}) {
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        try {
          store::migrate(path, wanted);
        } catch (const std::exception& error) {
          ++failed;
          base::log(base::Level::error, "test", error.what());
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(failed == 0);
  }
  CHECK(schema(path) == "3");
  CHECK(text(path, "SELECT x || y FROM a") == "onetwo");
  CHECK(text(path + ".before-2", "SELECT x FROM a") == "one");
}
