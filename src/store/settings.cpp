// SPDX-License-Identifier: MIT
#include "store/settings.h"

#include "base/text/text.h"

namespace store {

std::optional<std::string> setting(Database& engine, std::string_view key) {
  return query_one(
      engine, [](const Row& row) { return std::string(row.text(0)); },
      "SELECT value FROM settings WHERE key = ?", key);
}

std::int64_t default_booth_limit(Database& engine) {
  return base::parse_int(setting(engine, "booth_limit").value_or("")).value_or(standard_booth_limit);
}

void set_setting(WriteBatch& write, std::string_view key, std::string_view value) {
  write.run(
      "INSERT INTO settings (key, value) VALUES (?, ?) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      key, value);
}

void delete_setting(WriteBatch& write, std::string_view key) {
  write.run("DELETE FROM settings WHERE key = ?", key);
}

void delete_setting_if(WriteBatch& write, std::string_view key, std::string_view value) {
  write.require(Rejection::version_mismatch, "DELETE FROM settings WHERE key = ? AND value = ?", key, value);
}

}  // namespace store
