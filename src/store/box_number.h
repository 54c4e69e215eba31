// SPDX-License-Identifier: MIT
#pragma once

// Distinct id ranges for the servers of one event, so that their data can be merged with its ids. Server
// number N assigns the ids of users, booths, items and media from N * 10,000,000 + 1. They fit 31 bits.
// Thread safety: any thread may call.
// Throws: StorageError.

#include <cstdint>
#include <string>
#include <vector>

#include "store/engine/database.h"

namespace store {

inline constexpr std::int64_t ids_of_a_box = 10'000'000;
inline constexpr std::int64_t largest_box_number = 200;

// Sets the range for new rows; existing rows keep their ids. Writes nothing if it is set already. Returns the
// tables whose ids are beyond the range, as in a backup of another server; these continue from their last id.
std::vector<std::string> set_id_range(Database& engine, std::int64_t number);

}  // namespace store
