// SPDX-License-Identifier: MIT
#pragma once

// The time of each account's last request, and the last error that it received.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "store/engine/database.h"
#include "store/users.h"

namespace store {

struct LastSeenError {
  base::UnixSeconds at = 0;
  int status = 0;
  std::string request;  // "POST /api/v1/booths/"
  std::string detail;   // as sent to the client
};

struct LastSeen {
  base::UnixSeconds seen_at = 0;
  std::optional<LastSeenError> error;
};

std::map<std::int64_t, LastSeen> all_last_seen(Database& engine);  // by account
// Replaces the stored record. Does nothing if the account no longer exists.
void set_last_seen(WriteBatch& write, UserId user, const LastSeen& contact);

}  // namespace store
