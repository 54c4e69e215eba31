// SPDX-License-Identifier: MIT
#pragma once

// When an account was last in touch, and what last went wrong for it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "store/engine/engine.h"
#include "store/users.h"

namespace store {

struct LastSeenError {
  base::UnixSeconds at = 0;
  int status = 0;
  std::string request;  // "POST /api/v1/booths/"
  std::string detail;   // as the phone was told
};

struct LastSeen {
  base::UnixSeconds seen_at = 0;
  std::optional<LastSeenError> error;
};

std::map<std::int64_t, LastSeen> all_last_seen(Database& engine);  // by account
// Replaces what was there; of an account that is gone nothing is kept.
void set_last_seen(WriteBatch& write, UserId user, const LastSeen& contact);

}  // namespace store
