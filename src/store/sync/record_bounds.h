// SPDX-License-Identifier: MIT
#pragma once

// Limits the records stored for clients: push results, replays, conflicts. Each account has a share, so that
// no account evicts the records of another. An account beyond its share loses its own oldest records. Beyond
// the total, the account with the most records, in bytes, loses its oldest.
// Thread safety: any thread may call.

#include <cstdint>

#include "store/users.h"

namespace store {

struct RecordBounds {
  std::int64_t account = 0, total = 0;  // bytes, as counted by the column `bytes`: at least 256 per record
};

enum class Records { pushed, replays, conflicts };

// Append directly after the INSERT of a record of this account.
void drop_oldest(WriteBatch& write, Records records, UserId account, const RecordBounds& bounds);

}  // namespace store
