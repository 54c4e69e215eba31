// SPDX-License-Identifier: MIT
#include "store/users.h"

#include <array>

namespace store {
namespace {

constexpr std::int64_t code_grace_seconds = 600;

// Reads: id, email, password, booth_limit, is_active, is_admin, generation, name, stand.
User read_user(const Row& row) {
  return {
      .id = {row.integer(0)},
      .email = std::string(row.text(1)),
      .password = std::string(row.text(2)),
      .booth_limit = row.integer(3),
      .active = row.integer(4) != 0,
      .admin = row.integer(5) != 0,
      .generation = row.integer(6),
      .name = std::string(row.text(7)),
      .stand = std::string(row.text(8)),
  };
}

// An id of 0 means the account just added.
void set_limit(WriteBatch& write, std::size_t quota, UserId user, std::optional<std::int64_t> limit) {
  static const auto sql = [] {
    std::array<std::string, quotas.size()> all;
    for (std::size_t at = 0; at < all.size(); ++at)
      all.at(at) = "UPDATE users SET " + std::string(quotas.at(at).setting) +
                   " = ?2 WHERE id = ifnull(nullif(?1, 0), last_insert_rowid())";
    return all;
  }();
  write.require(Rejection::not_found, sql.at(quota), user, limit);
}

}  // namespace

std::optional<User> user_by_id(Database& engine, UserId id) {
  return query_one(engine, read_user,
                   "SELECT id, email, password, booth_limit, is_active, is_admin, generation, name, stand "
                   "FROM users WHERE id = ?",
                   id);
}

std::optional<User> user_by_email(Database& engine, std::string_view email) {
  return query_one(engine, read_user,
                   "SELECT id, email, password, booth_limit, is_active, is_admin, generation, name, stand "
                   "FROM users WHERE email = ?",
                   email);
}

std::optional<std::string> decoy_password_hash(Database& engine, std::string_view email) {
  const auto read = [](const Row& row) { return std::string(row.text(0)); };
  auto after = query_one(engine, read,
                         "SELECT password FROM users WHERE email > ? AND password GLOB 'pbkdf2_sha256$*' "
                         "ORDER BY email LIMIT 1",
                         email);
  return after ? after
               : query_one(engine, read,
                           "SELECT password FROM users WHERE password GLOB 'pbkdf2_sha256$*' "
                           "ORDER BY email LIMIT 1");
}

std::vector<User> all_users(Database& engine) {
  static const std::string sql =
      "SELECT id, email, password, booth_limit, is_active, is_admin, generation, name, stand" +
      quota_columns() + " FROM users ORDER BY id";
  const auto read = [](const Row& row) {
    User user = read_user(row);
    user.limits = read_quota_limits(row, 9);
    return user;
  };
  return query_all(engine, read, sql);
}

std::int64_t count_users(Database& engine) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); }, "SELECT count(*) FROM users");
}

std::vector<UserId> active_exhibitors(Database& engine) {
  return query_all(
      engine, [](const Row& row) { return UserId{row.integer(0)}; },
      "SELECT id FROM users WHERE is_active AND NOT is_admin");
}

bool has_admin(Database& engine) {
  const auto read = [](const Row& row) { return row.integer(0) != 0; };
  return *query_one(engine, read,
                    "SELECT EXISTS (SELECT 1 FROM users WHERE is_admin AND is_active "
                    "AND (password != '' OR code_sha256 IS NOT NULL))");
}

std::int64_t latest_user_id(Database& engine) {
  return *query_one(
      engine, [](const Row& row) { return row.integer(0); },
      "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'users'");
}

void add_user(WriteBatch& write, const User& user, base::UnixSeconds now, std::string_view code_sha256) {
  write.returning(
      "INSERT INTO users (id, email, password, booth_limit, is_active, is_admin, generation, name, stand, "
      "created_at, code_sha256) VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, '')) RETURNING id",
      user.id, user.email, user.password, user.booth_limit, user.active, user.admin, user.generation,
      user.name, user.stand, now, code_sha256);
  for (std::size_t at = 0; at < user.limits.size(); ++at) {
    if (user.limits.at(at)) set_limit(write, at, user.id, user.limits.at(at));
  }
}

void update_user(WriteBatch& write, UserId user, const UserChange& change) {
  write.require(
      Rejection::not_found,
      "UPDATE users SET email = ifnull(?2, email), password = ifnull(?3, password), "
      "name = ifnull(?4, name), stand = ifnull(?5, stand), booth_limit = ifnull(?6, booth_limit), "
      "is_active = ifnull(?7, is_active), is_admin = ifnull(?8, is_admin), "
      "generation = generation + (password <> ifnull(?3, password) "
      "OR is_active <> ifnull(?7, is_active) OR is_admin <> ifnull(?8, is_admin)), "
      "code_sha256 = iif(password <> ifnull(?3, password) "
      "OR is_active <> ifnull(?7, is_active) OR is_admin <> ifnull(?8, is_admin), NULL, code_sha256) "
      "WHERE id = ?1",
      user, change.email, change.password, change.name, change.stand, change.booth_limit, change.active,
      change.admin);
  for (std::size_t at = 0; at < change.limits.size(); ++at) {
    if (change.limits.at(at)) set_limit(write, at, user, *change.limits.at(at));
  }
}

void require_remaining_admin(WriteBatch& write) {
  write.require_returning(Rejection::version_mismatch,
                          "SELECT id FROM users WHERE is_active AND is_admin LIMIT 1");
}

void revoke_tokens(WriteBatch& write, UserId user) {
  write.require(Rejection::not_found,
                "UPDATE users SET generation = generation + 1, code_sha256 = NULL WHERE id = ?", user);
}

void set_password(WriteBatch& write, UserId user, std::string_view hash) {
  write.require(Rejection::not_found,
                "UPDATE users SET password = ?, generation = generation + 1, code_sha256 = NULL WHERE id = ?",
                hash, user);
}

void make_admin(WriteBatch& write, std::string_view email, std::string_view password_hash,
                base::UnixSeconds now) {
  write.run(
      "INSERT INTO users (email, password, booth_limit, is_active, is_admin, generation, name, stand, "
      "created_at) VALUES (?1, ?2, 1, 1, 1, 0, '', '', ?3) "
      "ON CONFLICT (email) DO UPDATE SET password = excluded.password, is_active = 1, is_admin = 1, "
      "generation = generation + 1, code_sha256 = NULL, code_used_at = NULL",
      email, password_hash, now);
}

void set_active(WriteBatch& write, UserId user, bool active) {
  write.require(
      Rejection::not_found,
      "UPDATE users SET is_active = ?, generation = generation + 1, code_sha256 = NULL WHERE id = ?", active,
      user);
}

void set_login_code(WriteBatch& write, UserId user, std::string_view code_sha256) {
  write.require(Rejection::not_found, "UPDATE users SET code_sha256 = ?, code_used_at = NULL WHERE id = ?",
                code_sha256, user);
}

std::optional<User> use_login_code(Database& engine, std::string_view code_sha256, base::UnixSeconds now) {
  WriteBatch write;
  write.returning(
      "UPDATE users SET code_used_at = ifnull(code_used_at, ?2) "
      "WHERE code_sha256 = ?1 AND is_active AND (code_used_at IS NULL OR ?2 < code_used_at + ?3) "
      "RETURNING id, email, password, booth_limit, is_active, is_admin, generation, name, stand",
      code_sha256, now, code_grace_seconds);
  const Rows found = std::move(engine.write(write).rows.at(0));
  return found.empty() ? std::nullopt : std::optional(read_user(found.front()));
}

}  // namespace store
