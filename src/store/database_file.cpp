// SPDX-License-Identifier: MIT
#include "store/database_file.h"

#include "base/files.h"
#include "base/ids.h"
#include "base/log.h"
#include "store/engine/connection.h"
#include "store/quotas.h"

namespace store {
namespace {

constexpr std::int64_t versions_of_an_epoch = 1'000'000;   // no row changes more often after a backup
constexpr std::int64_t generations_until_the_stop = 1000;  // room for changes until the server has stopped

std::string text(SqliteConnection& database, std::string_view sql, std::vector<Value> values = {}) {
  std::string found;
  database.query(sql, values, [&](const Row& row) { found = row.text(0); });
  return found;
}

// SQLite reports a damaged file as a row or as an error.
template <class Examine>
std::vector<std::string> faults(const std::string& path, Examine examine) {
  std::vector<std::string> found;
  try {
    SqliteConnection database(path, SqliteConnection::Use::read);
    examine(database, found);
  } catch (const StorageError& failure) {
    if (failure.why == StorageError::Kind::overload) throw;
    found.emplace_back(failure.what());
  }
  return found;
}

void keep_unless_ok(SqliteConnection& database, std::string_view sql, std::vector<std::string>& found) {
  database.query(sql, {}, [&](const Row& row) {
    if (row.text(0) != "ok") found.emplace_back(row.text(0));
  });
}

// The credentials in a database that is being replaced.
struct Credentials {
  struct Code {
    std::string email;
    std::int64_t user = 0, created_at = 0;
    Value sha256, used_at;
  };
  bool readable = true;
  std::int64_t generation = 0;  // the highest
  std::vector<Code> codes;      // of every account; NULL if it has none
};

Credentials credentials_of(const std::string& path) {
  Credentials found;
  if (!base::exists(path)) return found;
  try {
    SqliteConnection database(path, SqliteConnection::Use::read);
    database.query("SELECT ifnull(max(generation), 0) FROM users", {},
                   [&](const Row& row) { found.generation = row.integer(0); });
    database.query(
        "SELECT email, id, created_at, code_sha256, code_used_at FROM users", {}, [&](const Row& row) {
          found.codes.push_back({std::string(row.text(0)), row.integer(1), row.integer(2),
                                 to_value(row.optional_text(3)), to_value(row.optional_integer(4))});
        });
  } catch (const StorageError& failure) {
    base::log(base::Level::warning, "store", "the replaced database cannot be read: all login codes are void",
              {{"error", failure.what()}});
    return {.readable = false, .generation = 0, .codes = {}};
  }
  return found;
}

// Yields a generation that no earlier token has, whatever database was in use before the replaced one.
std::int64_t random_leap() {
  constexpr std::size_t bytes = 5;
  return 1 + static_cast<std::int64_t>(std::stoull(base::random_hex(bytes), nullptr, 16));
}

}  // namespace

std::string content_fingerprint(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::read);
  const bool has_quotas = !text(database, "SELECT 'yes' FROM sqlite_schema WHERE name = 'usage'").empty();
  return text(
      database,
      std::string("SELECT (SELECT ifnull(max(seq), 0) FROM changes) || ' ' || ifnull((SELECT group_concat("
                  "id || email || password || booth_limit || is_active || is_admin || generation || name || "
                  "stand || ifnull(code_sha256, '') || ifnull(code_used_at, '')")
          .append(has_quotas ? "|| json_array(" + quota_columns().substr(1) + ")" : "")
          .append(", char(10) ORDER BY id) FROM users), '')"));
}

std::vector<MediaFile> media_files(const std::string& path) {
  std::vector<MediaFile> files;
  SqliteConnection(path, SqliteConnection::Use::read)
      .query("SELECT file, size, sha256 FROM media ORDER BY file", {}, [&](const Row& row) {
        files.push_back(
            {std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)), std::string(row.text(2))});
      });
  return files;
}

std::vector<std::string> integrity_check(const std::string& path) {
  return faults(path, [](SqliteConnection& database, std::vector<std::string>& found) {
    keep_unless_ok(database, "PRAGMA integrity_check", found);
    database.query("PRAGMA foreign_key_check", {}, [&](const Row& row) {
      found.push_back("row " + std::to_string(row.optional_integer(1).value_or(0)) + " of " +
                      std::string(row.text(0)) + " names a row of " + std::string(row.text(2)) +
                      " that is not there");
    });
  });
}

std::vector<std::string> quick_check(const std::string& path) {
  return faults(path, [](SqliteConnection& database, std::vector<std::string>& found) {
    keep_unless_ok(database, "PRAGMA quick_check(1)", found);
  });
}

std::string media_row_json(const std::string& path, std::string_view file) {
  SqliteConnection database(path, SqliteConnection::Use::read);
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
  SqliteConnection database(path, SqliteConnection::Use::write);
  database.execute("BEGIN IMMEDIATE");
  for (const std::string& file : files) {
    const Value name[] = {file};
    database.execute("DELETE FROM media WHERE file = ?", name);
  }
  database.execute("COMMIT");
}

void revoke_credentials(const std::string& path, const std::string& replaced) {
  const Credentials before = credentials_of(replaced);
  SqliteConnection database(path, SqliteConnection::Use::write);
  database.execute("BEGIN IMMEDIATE");
  database.execute("DELETE FROM sessions");
  database.execute("DELETE FROM revoked_tokens");
  if (!before.readable) database.execute("UPDATE users SET code_sha256 = NULL, code_used_at = NULL");
  for (const Credentials::Code& code : before.codes) {
    const Value values[] = {code.email, code.user, code.created_at, code.sha256, code.used_at};
    database.execute(
        "UPDATE users SET code_sha256 = iif(code_sha256 IS ?4, code_sha256, NULL), "
        "code_used_at = iif(code_sha256 IS ?4, ?5, NULL) "
        "WHERE (email = ?1 OR (id = ?2 AND created_at = ?3)) AND code_sha256 IS NOT NULL",
        values);
  }
  const Value leap[] = {before.generation + generations_until_the_stop, random_leap()};
  database.execute("UPDATE users SET generation = max(?1, (SELECT max(generation) FROM users)) + ?2", leap);
  database.execute("COMMIT");
}

void set_new_epoch(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::write);
  const Value leap[] = {versions_of_an_epoch};
  for (const char* table : {"booths", "items", "media", "changes"}) {
    database.execute(std::string("UPDATE ").append(table).append(" SET version = version + ?"), leap);
  }
  const Value epoch[] = {base::random_hex(4)};
  database.execute(
      "INSERT INTO settings (key, value) VALUES ('epoch', ?) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      epoch);
}

}  // namespace store
