// SPDX-License-Identifier: MIT
#pragma once

// The change feed, which the schema's triggers keep: how a client learns that nothing has happened since.

#include <cstdint>
#include <optional>
#include <string>

#include "store/users.h"

namespace store {

struct Change {
  std::string epoch;     // which database seq is of: eight hex digits, made at random with it
  std::int64_t seq = 0;  // 0 before the first; it only grows, and no two owners have the same
};

// The latest change to what is this owner's, or everyone's. One look into the feed's index.
Change latest_change(Engine& engine, std::optional<UserId> owner);

}  // namespace store
