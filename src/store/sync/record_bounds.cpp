// SPDX-License-Identifier: MIT
#include "store/sync/record_bounds.h"

#include <string>

namespace store {
namespace {

struct Table {
  std::string_view name, owner, sum;  // `sum`: a column of usage
};

// Deletes the oldest rows of an account, as many as the excess requires. The size of the new row bounds the
// rows examined, so that a write is cheap even if the account is far beyond its share.
std::string sql_of(const Table& table, const std::string& account, const std::string& excess) {
  const std::string name(table.name);
  return "DELETE FROM " + name +
         " WHERE id IN (SELECT id FROM (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes "
         "AS before FROM (SELECT id, bytes FROM " +
         name + " WHERE " + std::string(table.owner) + " = " + account +
         " ORDER BY id LIMIT 8 + ifnull((SELECT bytes FROM " + name +
         " WHERE id = last_insert_rowid()), 0) / 256)) "
         "WHERE before < " +
         excess + ")";
}

std::string of_account(const Table& table) {
  return sql_of(table, "?1", "(SELECT " + std::string(table.sum) + " FROM usage WHERE user_id = ?1) - ?2");
}

// The largest account is searched for only if the total is exceeded.
std::string of_all(const Table& table) {
  const std::string sum(table.sum), all = "(SELECT " + sum + " FROM usage WHERE user_id = 0)";
  return sql_of(table,
                "iif(" + all + " > ?1, (SELECT user_id FROM usage WHERE user_id > 0 ORDER BY " + sum +
                    " DESC LIMIT 1), NULL)",
                all + " - ?1");
}

struct Sql {
  explicit Sql(const Table& table) : account(of_account(table)), total(of_all(table)) {}
  std::string account, total;
};

const Sql& sql_for(Records records) {
  static const Sql pushed({"pushed", "user_id", "pushed_bytes"}),
      replays({"replays", "user_id", "replay_bytes"}), conflicts({"conflicts", "owner_id", "conflict_bytes"});
  return records == Records::pushed ? pushed : records == Records::replays ? replays : conflicts;
}

}  // namespace

void drop_oldest(WriteBatch& write, Records records, UserId account, const RecordBounds& bounds) {
  const Sql& sql = sql_for(records);
  write.run(sql.account, account, bounds.account);
  write.run(sql.total, bounds.total);
}

}  // namespace store
