// SPDX-License-Identifier: MIT
#pragma once

// Looks up the account of a token, and the token families that clients have revoked before their expiry. An
// account has at most 100 of these: one more revokes all of its tokens instead, which needs no rows.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "store/engine/database.h"
#include "store/users.h"

namespace store {

inline constexpr std::int64_t max_revoked_families = 100;

struct Bearer {
  bool active = false, admin = false;
  std::int64_t generation = 0;
  bool revoked = false;  // of the family
};

// One query; a family of "" is never revoked.
std::optional<Bearer> bearer(Database& engine, UserId user, std::string_view family);

struct RevokedFamily {
  std::string_view family;
  UserId user;
  base::UnixSeconds ends_at = 0;  // when its tokens expire, by the server's clock
  std::int64_t ends_uptime = 0;   // and by its uptime: the row is deleted after both
};

// Also deletes expired rows. Does nothing if the family is already revoked.
void revoke_family(WriteBatch& write, const RevokedFamily& revoked, base::UnixSeconds now,
                   std::int64_t uptime);

}  // namespace store
