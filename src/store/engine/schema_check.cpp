// SPDX-License-Identifier: MIT
#include "store/engine/schema_check.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "base/text/text.h"

namespace store {
namespace {

constexpr std::size_t max_differences = 20;
constexpr std::size_t max_name_shown = 80;

// Maps the type and name of an object to the normalised statement that created it.
using Schema = std::map<std::string, std::string>;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The length of the comment, quoted text, word or operator at the start of a statement.
std::size_t token_length(std::string_view sql) {
  const auto until = [&](std::size_t at, std::size_t more) {
    return at == std::string_view::npos ? sql.size() : at + more;
  };
  if (sql.starts_with("--")) return until(sql.find('\n'), 1);
  if (sql.starts_with("/*")) return until(sql.find("*/", 2), 2);
  if (sql[0] == '\'' || sql[0] == '"' || sql[0] == '`') return until(sql.find(sql[0], 1), 1);
  if (sql[0] == '[') return until(sql.find(']'), 1);
  const auto end = std::ranges::find_if_not(sql, is_word);
  return std::max<std::size_t>(1, static_cast<std::size_t>(end - sql.begin()));
}

std::string normal_form(std::string_view sql) {
  std::string tokens;
  while (!sql.empty()) {
    const std::size_t length = token_length(sql);
    const std::string_view token = sql.substr(0, length);
    sql.remove_prefix(length);
    if (is_space(token[0]) || token.starts_with("--") || token.starts_with("/*")) continue;
    tokens.append(token).append(" ");
  }
  return tokens;
}

std::string shown(std::string_view name) {
  return base::valid_utf8(name) ? std::string(name.substr(0, max_name_shown)) : "?";
}

Schema schema_of(SqliteConnection& database) {
  Schema schema;
  database.query("SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema", {}, [&](const Row& row) {
    std::string what(row.text(0));
    what.append(" ").append(row.text(1));
    if (row.text(0) != "table") what.append(" on ").append(row.text(2));
    const auto [at, fresh] = schema.emplace(std::move(what), normal_form(row.text(3)));
    if (!fresh) at->second += "twice";
  });
  return schema;
}

Schema schema_made_by(std::span<const Migration> steps, std::int64_t version) {
  SqliteConnection fresh(":memory:", SqliteConnection::Use::write);
  fresh.execute("BEGIN");
  for (const Migration& step : steps) {
    if (step.number <= version) fresh.execute_script(step.sql);
  }
  return schema_of(fresh);
}

std::string one(SqliteConnection& database, std::string_view sql) {
  std::string found;
  database.query(sql, {}, [&](const Row& row) { found = row.text(0); });
  return found;
}

}  // namespace

std::vector<std::string> schema_differences(SqliteConnection& database, std::span<const Migration> steps) {
  const auto version = base::parse_int(one(database, "PRAGMA user_version")).value_or(0);
  const Schema there = schema_of(database), ours = schema_made_by(steps, version);
  std::vector<std::string> found;
  const auto add = [&](const std::string& what, const char* difference) {
    if (found.size() < max_differences) found.push_back(shown(what) + difference);
  };
  for (const auto& [what, statement] : there) {
    const auto known = ours.find(what);
    if (known == ours.end()) {
      add(what, " is not this program's");
    } else if (known->second != statement) {
      add(what, " is not as this program makes it");
    }
  }
  for (const auto& [what, statement] : ours) {
    if (!there.contains(what)) add(what, " is missing");
  }
  if (!there.empty() && one(database, "PRAGMA encoding") != "UTF-8") add("its encoding", " is not UTF-8");
  return found;
}

}  // namespace store
