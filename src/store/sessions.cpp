// SPDX-License-Identifier: MIT
#include "store/sessions.h"

namespace store {

void add_session(WriteBatch& write, std::string_view token_sha256, const User& user, std::int64_t ends_at) {
  write.require(Rejection::not_found,
                "INSERT INTO sessions (token_sha256, user_id, generation, ends_at) "
                "SELECT ?, id, ?, ? FROM users WHERE id = ?",
                token_sha256, user.generation, ends_at, user.id);
}

void delete_session(WriteBatch& write, std::string_view token_sha256) {
  write.run("DELETE FROM sessions WHERE token_sha256 = ?", token_sha256);
}

void delete_expired_sessions(WriteBatch& write, std::int64_t uptime) {
  write.run("DELETE FROM sessions WHERE ends_at <= ?", uptime);
}

std::optional<UserId> user_of_session(Database& engine, std::string_view token_sha256, std::int64_t uptime) {
  return query_one(
      engine, [](const Row& row) { return UserId{row.integer(0)}; },
      "SELECT users.id FROM sessions JOIN users ON users.id = user_id "
      "WHERE token_sha256 = ? AND ends_at > ? AND is_active AND is_admin "
      "AND sessions.generation = users.generation",
      token_sha256, uptime);
}

}  // namespace store
