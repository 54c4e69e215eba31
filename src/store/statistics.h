// SPDX-License-Identifier: MIT
#pragma once

// Facts about the database as a whole, for the support bundle: its size, the number of rows of its tables,
// and the names in it that a log must not show.
//
// Thread safety: any thread may call. Throws: StorageError.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "store/engine/database.h"

namespace store {

struct Statistics {
  std::int64_t schema_version = 0, bytes = 0;
  std::string sqlite_version;
  std::vector<std::pair<std::string, std::int64_t>> rows;  // by table
};
Statistics statistics(Database& engine);

// E-mail addresses and names of users, and names of booths.
std::vector<std::string> personal_names(Database& engine);

}  // namespace store
