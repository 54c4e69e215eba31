// SPDX-License-Identifier: MIT
#include "store/revoked_tokens.h"

namespace store {

std::optional<Bearer> bearer(Database& engine, UserId user, std::string_view family) {
  const auto read = [](const Row& row) {
    return Bearer{.active = row.integer(0) != 0,
                  .admin = row.integer(1) != 0,
                  .generation = row.integer(2),
                  .revoked = row.integer(3) != 0};
  };
  return query_one(engine, read,
                   "SELECT is_active, is_admin, generation, "
                   "EXISTS (SELECT 1 FROM revoked_tokens WHERE family = ?2) FROM users WHERE id = ?1",
                   user, family);
}

void revoke_family(WriteBatch& write, const RevokedFamily& revoked, base::UnixSeconds now,
                   std::int64_t uptime) {
  write.run("DELETE FROM revoked_tokens WHERE ends_at <= ? AND ends_uptime <= ?", now, uptime);
  write.run(
      "INSERT INTO revoked_tokens (family, user_id, ends_at, ends_uptime) SELECT ?, id, ?, ? FROM users "
      "WHERE id = ? ON CONFLICT DO NOTHING",
      revoked.family, revoked.ends_at, revoked.ends_uptime, revoked.user);
  write.run(
      "UPDATE users SET generation = generation + 1, code_sha256 = NULL WHERE id = ?1 "
      "AND (SELECT count(*) FROM revoked_tokens WHERE user_id = ?1) > ?2",
      revoked.user, max_revoked_families);
  write.run(
      "DELETE FROM revoked_tokens WHERE user_id = ?1 "
      "AND (SELECT count(*) FROM revoked_tokens WHERE user_id = ?1) > ?2",
      revoked.user, max_revoked_families);
}

}  // namespace store
