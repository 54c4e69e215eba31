// SPDX-License-Identifier: MIT
#include "store/statistics.h"

#include <string_view>

namespace store {
namespace {

std::int64_t integer(const Row& row) { return row.integer(0); }
std::string text(const Row& row) { return std::string(row.text(0)); }

}  // namespace

Statistics statistics(Database& engine) {
  Statistics found;
  found.schema_version = query_one(engine, integer, "PRAGMA user_version").value_or(0);
  found.bytes =
      query_one(engine, integer, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
          .value_or(0);
  found.sqlite_version = query_one(engine, text, "SELECT sqlite_version()").value_or("");
  const auto add = [&](const Row& row) { found.rows.emplace_back(row.text(0), row.integer(1)); };
  query_rows(engine, add,
             "SELECT 'users', count(*) FROM users UNION ALL SELECT 'booths', count(*) FROM booths "
             "UNION ALL SELECT 'items', count(*) FROM items UNION ALL SELECT 'media', count(*) FROM media "
             "UNION ALL SELECT 'changes', count(*) FROM changes "
             "UNION ALL SELECT 'sessions', count(*) FROM sessions "
             "UNION ALL SELECT 'contacts', count(*) FROM contacts "
             "UNION ALL SELECT 'messages', count(*) FROM messages");
  return found;
}

std::vector<std::string> personal_names(Database& engine) {
  return query_all(engine, text,
                   "SELECT email FROM users UNION SELECT name FROM users UNION SELECT name FROM booths");
}

}  // namespace store
