// SPDX-License-Identifier: MIT
#include "store/engine/migrate.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/log.h"
#include "store/engine/connection.h"
#include "store/engine/database_copy.h"
#include "store/engine/schema_check.h"

namespace store {
namespace {

constexpr std::int64_t our_mark = 0x45787042;  // "ExpB", SQLite's application_id, in the file header

std::int64_t number(SqliteConnection& database, std::string_view sql) {
  std::int64_t found = 0;
  database.query(sql, {}, [&](const Row& row) { found = row.integer(0); });
  return found;
}

std::int64_t schema_of(SqliteConnection& database) { return number(database, "PRAGMA user_version"); }

void refuse_foreign(SqliteConnection& database, const std::string& path, int newest) {
  const bool empty = number(database, "SELECT count(*) FROM sqlite_schema") == 0;
  const bool ours = number(database, "PRAGMA application_id") == our_mark;
  if (!empty && !ours) {
    throw StorageError(StorageError::Kind::broken,
                       path + " is the database of another program; it was left as it is.");
  }
  const std::int64_t schema = schema_of(database);
  if (schema > newest) {
    throw SchemaTooNew(path + " was written by a newer version of this program (schema " +
                       std::to_string(schema) + ", this version knows " + std::to_string(newest) +
                       "). Use that version, or restore an older backup.");
  }
}

std::string foreign_text(const std::string& path, const std::vector<std::string>& found) {
  std::string text = path + " holds what this program does not put there, and was left as it is: ";
  for (const std::string& one : found) text.append(&one == &found.front() ? "" : ", ").append(one);
  return text + ". Restore a backup, or remove what is foreign.";
}

// Retries while another connection that does the same has the database locked: SQLite's busy handler does not
// wait where two connections would wait for each other.
template <class Call>
void insist(Call call) {
  constexpr std::chrono::milliseconds pause(10);
  for (auto left = std::chrono::milliseconds(SqliteConnection::busy_ms);; left -= pause) {
    try {
      return call();
    } catch (const StorageError& failure) {
      if (failure.why != StorageError::Kind::overload || left <= pause) throw;
      std::this_thread::sleep_for(pause);
    }
  }
}

void use_log(SqliteConnection& database, const std::string& path) {
  bool used = false;
  insist([&] {
    database.query("PRAGMA journal_mode = WAL", {}, [&](const Row& row) { used = row.text(0) == "wal"; });
  });
  if (!used)
    throw StorageError(StorageError::Kind::disk, "no write-ahead log is possible where " + path + " is");
}

void copy_before(const std::string& path, int first_step) {
  const std::string copy = path + ".before-" + std::to_string(first_step);
  copy_database(path, copy);
  base::log(base::Level::info, "store", "database copied before its schema changes", {{"copy", copy}});
}

void apply(SqliteConnection& database, const Migration& step) {
  database.execute_script(step.sql);
  database.execute_script("PRAGMA application_id = " + std::to_string(our_mark));
  database.execute_script("PRAGMA user_version = " + std::to_string(step.number));
}

}  // namespace

void migrate(const std::string& path, std::span<const Migration> steps) {
  SqliteConnection database(path, SqliteConnection::Use::write);
  refuse_foreign(database, path, steps.back().number);
  use_log(database, path);
  database.execute(
      "BEGIN IMMEDIATE");  // another process that migrates waits here, then finds nothing left to do
  const std::int64_t schema = schema_of(database);
  const auto missing =
      std::ranges::find_if(steps, [&](const Migration& step) { return step.number > schema; });
  if (const auto foreign = schema_differences(database, steps); !foreign.empty()) {
    throw ForeignSchema(foreign_text(path, foreign));
  }
  if (schema > 0 && missing != steps.end()) copy_before(path, missing->number);
  std::for_each(missing, steps.end(), [&](const Migration& step) { apply(database, step); });
  database.execute("COMMIT");
  // A killed process may have left a commit in the WAL that was never synced. Later reads and writes depend
  // on it, and files are unlinked because of it, so a power cut must not lose it.
  database.sync_wal();
}

void verify_schema(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::read);
  refuse_foreign(database, path, migrations().back().number);
  if (schema_of(database) == 0)
    throw StorageError(StorageError::Kind::broken, path + " is no database of this program.");
}

std::vector<std::string> foreign_schema_of(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::read);
  database.execute("BEGIN");
  return schema_differences(database, migrations());
}

}  // namespace store
