// SPDX-License-Identifier: MIT
#include "store/usage.h"

#include "store/engine/connection.h"

namespace store {
namespace {

constexpr std::size_t max_faults = 20;

// user_id and its sums, as in the migration that created the table.
constexpr std::string_view counted =
    "SELECT user_id, sum(media) AS media_bytes, sum(text) AS text_bytes, sum(pushed) AS pushed_bytes, "
    "sum(replays) AS replay_bytes, sum(conflicts) AS conflict_bytes FROM ("
    "SELECT 0 AS user_id, 0 AS media, 0 AS text, 0 AS pushed, 0 AS replays, 0 AS conflicts "
    "UNION ALL SELECT id, 0, 0, 0, 0, 0 FROM users "
    "UNION ALL SELECT owner_id, size, 0, 0, 0, 0 FROM media "
    "UNION ALL SELECT owner_id, 0, text_bytes, 0, 0, 0 FROM booths "
    "UNION ALL SELECT owner_id, 0, text_bytes, 0, 0, 0 FROM items "
    "UNION ALL SELECT user_id, 0, 0, bytes, 0, 0 FROM pushed "
    "UNION ALL SELECT 0, 0, 0, bytes, 0, 0 FROM pushed "
    "UNION ALL SELECT user_id, 0, 0, 0, bytes, 0 FROM replays "
    "UNION ALL SELECT 0, 0, 0, 0, bytes, 0 FROM replays "
    "UNION ALL SELECT owner_id, 0, 0, 0, 0, bytes FROM conflicts "
    "UNION ALL SELECT 0, 0, 0, 0, 0, bytes FROM conflicts) GROUP BY user_id";

// booth_id and its counts.
constexpr std::string_view counted_in_booths =
    "SELECT id AS booth_id, (SELECT count(*) FROM items WHERE booth_id = b.id) AS items, "
    "(SELECT count(*) FROM media WHERE booth_id = b.id AND item_id IS NULL) AS media FROM booths b";

bool has_usage(SqliteConnection& database) {
  bool has = false;
  database.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'booth_usage'", {},
                 [&](const Row&) { has = true; });
  return has;
}

std::string usage_sql() {
  std::string sql =
      "SELECT u.booth_limit, (SELECT count(*) FROM booths WHERE owner_id = u.id), a.media_bytes, "
      "a.text_bytes, (SELECT ifnull(sum(size), 0) FROM uploads WHERE user_id = u.id "
      "AND state = 'receiving' AND ifnull(concat, '') IN ('', 'partial'))";
  for (std::size_t at = 0; at < quotas.size(); ++at) sql.append(", ").append(limit_sql(Quota{at}));
  return sql + " FROM users u JOIN usage a ON a.user_id = u.id WHERE u.id = ?";
}

Usage read_usage(const Row& row) {
  Usage usage{.booths = row.integer(1),
              .booth_limit = row.integer(0),
              .media_bytes = row.integer(2),
              .text_bytes = row.integer(3),
              .upload_bytes = row.integer(4)};
  int column = 5;
  for (std::int64_t& limit : usage.limits) limit = row.integer(column++);
  return usage;
}

}  // namespace

std::optional<std::int64_t> Usage::used(Quota quota) const {
  if (quota == Quota::media_bytes) return media_bytes;
  if (quota == Quota::text_bytes) return text_bytes;
  if (quota == Quota::upload_bytes) return upload_bytes;
  return {};
}

std::optional<Usage> usage_of(Database& engine, UserId user) {
  static const std::string sql = usage_sql();
  return query_one(engine, read_usage, sql, user);
}

std::vector<std::string> usage_faults(const std::string& path) {
  static const std::string sql =
      std::string("SELECT 'account ' || ifnull(c.user_id, a.user_id) FROM (")
          .append(counted)
          .append(
              ") c FULL JOIN usage a ON a.user_id = c.user_id "
              "WHERE c.user_id IS NULL OR a.user_id IS NULL OR c.media_bytes <> a.media_bytes "
              "OR c.text_bytes <> a.text_bytes OR c.pushed_bytes <> a.pushed_bytes "
              "OR c.replay_bytes <> a.replay_bytes OR c.conflict_bytes <> a.conflict_bytes "
              "UNION ALL SELECT 'booth ' || ifnull(c.booth_id, a.booth_id) FROM (")
          .append(counted_in_booths)
          .append(
              ") c FULL JOIN booth_usage a ON a.booth_id = c.booth_id "
              "WHERE c.booth_id IS NULL OR a.booth_id IS NULL OR c.items <> a.items OR c.media <> a.media "
              "ORDER BY 1");
  SqliteConnection database(path, SqliteConnection::Use::read);
  std::vector<std::string> faults;
  if (!has_usage(database)) return faults;
  database.query(sql, {}, [&](const Row& row) {
    if (faults.size() < max_faults) faults.emplace_back(row.text(0));
  });
  return faults;
}

void recount_usage(const std::string& path) {
  SqliteConnection database(path, SqliteConnection::Use::write);
  if (!has_usage(database)) return;
  static const std::string accounts = std::string("INSERT INTO usage ").append(counted);
  static const std::string booths = std::string("INSERT INTO booth_usage ").append(counted_in_booths);
  database.execute("BEGIN IMMEDIATE");
  database.execute("DELETE FROM usage");
  database.execute(accounts);
  database.execute("DELETE FROM booth_usage");
  database.execute(booths);
  database.execute("COMMIT");
}

}  // namespace store
