// SPDX-License-Identifier: MIT
#pragma once

// The usage of an account's quotas, and a check of the sums in the database.
// Thread safety: any thread may call.
// Throws: StorageError.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/quotas.h"
#include "store/users.h"

namespace store {

struct Usage {
  std::int64_t booths = 0, booth_limit = 0;
  std::array<std::int64_t, quotas.size()> limits{};  // by Quota, as in force
  std::int64_t media_bytes = 0, text_bytes = 0, upload_bytes = 0;

  std::optional<std::int64_t> used(Quota quota) const;  // nullopt for quotas counted per row
};
std::optional<Usage> usage_of(Database& engine, UserId user);

// For a database without an engine. usage_faults() returns where the sums differ from the rows ("account 5",
// "booth 7"), at most 20; nothing for an older schema. recount_usage() recomputes the sums.
std::vector<std::string> usage_faults(const std::string& path);
void recount_usage(const std::string& path);

}  // namespace store
