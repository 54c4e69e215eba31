// SPDX-License-Identifier: MIT
#pragma once

// What an account uses of its quotas, and whether the sums in the database are right. Any thread may call.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/quotas.h"
#include "store/users.h"

namespace store {

struct Usage {
  std::int64_t booths = 0, booth_limit = 0;
  std::array<std::int64_t, quotas.size()> limits{};  // by Quota, as they are in force
  std::int64_t media_bytes = 0, text_bytes = 0, upload_bytes = 0;

  std::optional<std::int64_t> used(Quota quota) const;  // nothing for what is counted by row
};
std::optional<Usage> usage_of(Database& engine, UserId user);

// Of a database without an engine on it: where its sums differ from its rows, as sentences; nothing of one of
// an older version. The second counts all anew. Throw Failure.
std::vector<std::string> usage_faults(const std::string& path);
void recount_usage(const std::string& path);

}  // namespace store
