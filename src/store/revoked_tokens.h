// SPDX-License-Identifier: MIT
#pragma once

// Who a token is of, and the families of tokens that a phone has signed out before their time. At most 100
// families of an account: one more signs all of its phones out instead, which needs no rows.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "store/engine/engine.h"
#include "store/users.h"

namespace store {

inline constexpr std::int64_t max_revoked_families = 100;

struct Bearer {
  bool active = false, admin = false;
  std::int64_t generation = 0;
  bool revoked = false;  // the family is
};

// One query; a family of "" is never revoked.
std::optional<Bearer> bearer(Database& engine, UserId user, std::string_view family);

struct RevokedFamily {
  std::string_view family;
  UserId user;
  base::UnixSeconds ends_at = 0;  // when its tokens end anyway, by the box's time
  std::int64_t ends_uptime = 0;   // and by its uptime: the row goes when both have come
};

// Also removes the rows that have ended. Nothing changes where it is revoked already.
void revoke_family(WriteBatch& write, const RevokedFamily& revoked, base::UnixSeconds now,
                   std::int64_t uptime);

}  // namespace store
