// SPDX-License-Identifier: MIT
#include "store/database_file.h"

#include <unistd.h>

#include <system_error>

#include "base/files.h"
#include "base/ids.h"
#include "store/connection.h"

namespace store {
namespace {

constexpr std::int64_t versions_of_an_epoch = 1'000'000;  // no row changes as often after a backup

std::string text(Connection& database, std::string_view sql, std::vector<Value> values = {}) {
  std::string found;
  database.each(sql, values, [&](const Row& row) { found = row.text(0); });
  return found;
}

void sync(const std::string& path) {
  const base::Descriptor file = base::open_to_read(path);
  if (!file || ::fsync(file.get()) != 0) throw Failure(Failure::Why::disk, "cannot sync " + path);
}

// A damaged file may be reported by a row or by an error.
template <class Examine>
std::vector<std::string> faults(const std::string& path, Examine examine) {
  std::vector<std::string> found;
  try {
    Connection database(path, Connection::Use::read);
    examine(database, found);
  } catch (const Failure& failure) {
    if (failure.why == Failure::Why::overload) throw;
    found.emplace_back(failure.what());
  }
  return found;
}

void keep_unless_ok(Connection& database, std::string_view sql, std::vector<std::string>& found) {
  database.each(sql, {}, [&](const Row& row) {
    if (row.text(0) != "ok") found.emplace_back(row.text(0));
  });
}

}  // namespace

// SQLite does not sync what VACUUM INTO writes, so the copy gets its name when it is safely on the drive.
void copy_database(const std::string& path, const std::string& to) try {
  const std::string part = to + ".part";
  base::remove_file(part);
  const Value target[] = {part};
  Connection(path, Connection::Use::read).run("VACUUM INTO ?", target);
  sync(part);
  base::move_file(part, to);
} catch (const std::system_error& error) {
  throw Failure(Failure::Why::disk, error.what());
}

std::string state_of(const std::string& path) {
  Connection database(path, Connection::Use::read);
  return text(
      database,
      "SELECT (SELECT ifnull(max(seq), 0) FROM changes) || ' ' || ifnull((SELECT group_concat("
      "id || email || password || booth_limit || is_active || is_admin || generation || name || stand "
      "|| ifnull(code_sha256, '') || ifnull(code_used_at, ''), char(10) ORDER BY id) FROM users), '')");
}

std::vector<MediaFile> media_files(const std::string& path) {
  std::vector<MediaFile> files;
  Connection(path, Connection::Use::read)
      .each("SELECT file, size, sha256 FROM media ORDER BY file", {}, [&](const Row& row) {
        files.push_back(
            {std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)), std::string(row.text(2))});
      });
  return files;
}

std::vector<std::string> faults_of(const std::string& path) {
  return faults(path, [](Connection& database, std::vector<std::string>& found) {
    keep_unless_ok(database, "PRAGMA integrity_check", found);
    database.each("PRAGMA foreign_key_check", {}, [&](const Row& row) {
      found.push_back("row " + std::to_string(row.maybe_integer(1).value_or(0)) + " of " +
                      std::string(row.text(0)) + " names a row of " + std::string(row.text(2)) +
                      " that is not there");
    });
  });
}

std::vector<std::string> quick_faults_of(const std::string& path) {
  return faults(path, [](Connection& database, std::vector<std::string>& found) {
    keep_unless_ok(database, "PRAGMA quick_check(1)", found);
  });
}

std::string media_row(const std::string& path, std::string_view file) {
  Connection database(path, Connection::Use::read);
  return text(
      database,
      "SELECT json_object('file', file, 'size', size, 'sha256', sha256, 'content_type', content_type, "
      "'collection', collection, 'is_primary', is_primary, 'created_at', media.created_at, "
      "'id', media.id, 'client_id', media.client_id, 'owner_id', media.owner_id, 'owner', users.email, "
      "'booth_id', media.booth_id, 'booth', booths.name, 'item_id', item_id, 'item', items.name) "
      "FROM media LEFT JOIN booths ON booths.id = media.booth_id LEFT JOIN items ON items.id = item_id "
      "LEFT JOIN users ON users.id = media.owner_id WHERE file = ?",
      {to_value(file)});
}

void remove_media_rows(const std::string& path, const std::vector<std::string>& files) {
  Connection database(path, Connection::Use::write);
  database.run("BEGIN IMMEDIATE");
  for (const std::string& file : files) {
    const Value name[] = {file};
    database.run("DELETE FROM media WHERE file = ?", name);
  }
  database.run("COMMIT");
}

// A database of an earlier version has none.
void end_sessions(const std::string& path) {
  Connection database(path, Connection::Use::write);
  if (text(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'sessions'").empty())
    return;
  database.run("DELETE FROM sessions");
}

void end_tokens(const std::string& path, std::int64_t theirs) {
  const Value values[] = {theirs};
  Connection(path, Connection::Use::write)
      .run("UPDATE users SET generation = max(?, (SELECT max(generation) FROM users)) + 1", values);
}

void set_new_epoch(const std::string& path) {
  Connection database(path, Connection::Use::write);
  const Value leap[] = {versions_of_an_epoch};
  for (const char* table : {"booths", "items", "media", "changes"}) {
    database.run(std::string("UPDATE ").append(table).append(" SET version = version + ?"), leap);
  }
  const Value epoch[] = {base::random_hex(4)};
  database.run(
      "INSERT INTO settings (key, value) VALUES ('epoch', ?) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      epoch);
}

}  // namespace store
