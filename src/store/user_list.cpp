// SPDX-License-Identifier: MIT
#include "store/user_list.h"

#include "base/text/unicode.h"

namespace store {
namespace {

// Reads: id, email, name, stand, booth_limit, booths, is_active, is_admin, has_password, has_code, seen_at,
// error_at, error_status, error_request, error_detail, media_bytes, text_bytes, the quotas' columns.
UserSummary read_account(const Row& row) {
  UserSummary account;
  account.id = {row.integer(0)};
  account.email = row.text(1);
  account.name = row.text(2);
  account.stand = row.text(3);
  account.booth_limit = row.integer(4);
  account.booths = row.integer(5);
  account.active = row.integer(6) != 0;
  account.admin = row.integer(7) != 0;
  account.has_password = row.integer(8) != 0;
  account.has_code = row.integer(9) != 0;
  account.seen_at = row.optional_integer(10);
  if (const auto at = row.optional_integer(11)) {
    account.last_error = {*at, row.optional_integer(12).value_or(0), row.optional_text(13).value_or(""),
                          row.optional_text(14).value_or("")};
  }
  account.media_bytes = row.optional_integer(15).value_or(0);
  account.text_bytes = row.optional_integer(16).value_or(0);
  account.limits = read_quota_limits(row, 17);
  return account;
}

constexpr std::string_view account_columns =
    "SELECT u.id, email, name, stand, booth_limit, "
    "(SELECT count(*) FROM booths WHERE owner_id = u.id), is_active, is_admin, "
    "password GLOB 'pbkdf2_sha256$*', code_sha256 IS NOT NULL AND code_used_at IS NULL, "
    "seen_at, error_at, error_status, error_request, error_detail, media_bytes, text_bytes";

std::string account_sql(std::string_view rest) {
  return std::string(account_columns)
      .append(quota_columns())
      .append(" FROM users u LEFT JOIN contacts c ON c.user_id = u.id LEFT JOIN usage a ON a.user_id = u.id ")
      .append(rest);
}

constexpr std::string_view wanted =
    "WHERE (?1 = '' OR contains_key(email, ?1) OR contains_key(name, ?1) OR contains_key(stand, ?1)) "
    "AND (?2 IS NULL OR is_admin = ?2) AND (?3 IS NULL OR seen_at IS NULL OR seen_at < ?3) ";

const std::string& one_by_id() {
  static const std::string sql = account_sql("WHERE u.id = ?");
  return sql;
}

const std::string& one_by_email() {
  static const std::string sql = account_sql("WHERE email = ?");
  return sql;
}

}  // namespace

std::vector<UserSummary> list_users(Database& engine, const UserFilter& filter, LimitOffset window) {
  static const std::string sql =
      account_sql(wanted).append("ORDER BY name COLLATE NOCASE, email LIMIT ?4 OFFSET ?5");
  return query_all(engine, read_account, sql, base::search_key(filter.search), filter.admin,
                   filter.silent_since, window.limit, window.offset);
}

std::int64_t count_listed_users(Database& engine, const UserFilter& filter) {
  static const std::string sql =
      std::string("SELECT count(*) FROM users u LEFT JOIN contacts c ON c.user_id = u.id ").append(wanted);
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, sql, base::search_key(filter.search),
      filter.admin, filter.silent_since);
}

std::optional<UserSummary> user_summary(Database& engine, UserId id) {
  return query_one(engine, read_account, one_by_id(), id);
}

void return_user(WriteBatch& write, std::string_view email) {
  write.require_returning(Rejection::not_found, one_by_email(), email);
}

void return_user(WriteBatch& write, UserId id) {
  write.require_returning(Rejection::not_found, one_by_id(), id);
}

UserSummary read_returned_user(const Rows& rows) { return read_account(rows.at(0)); }

}  // namespace store
