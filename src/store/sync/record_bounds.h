// SPDX-License-Identifier: MIT
#pragma once

// Bounds on what the box remembers for phones: results of operations, replays, conflicts. Each account has a
// share, so that no account makes the box forget what it knows of another. Beyond its share an account loses
// its own oldest records; beyond the total the account that has most does. Any thread may call.

#include <cstdint>

#include "store/users.h"

namespace store {

struct RecordBounds {
  std::int64_t account = 0, total = 0;  // bytes, as the column `bytes` counts them: 256 and more for each
};

enum class Records { pushed, replays, conflicts };

// Directly behind the INSERT of a record of this account.
void drop_oldest(WriteBatch& write, Records records, UserId account, const RecordBounds& bounds);

}  // namespace store
