// SPDX-License-Identifier: MIT
#pragma once

// Several boxes of one event: each gives ids of its own, so that what they collected can be put together with
// its ids. The ids of users, booths, items and media made by box N begin at N * 10,000,000 + 1, and fit 31
// bits. Any thread may call.

#include <cstdint>
#include <string>
#include <vector>

#include "store/engine/engine.h"

namespace store {

inline constexpr std::int64_t ids_of_a_box = 10'000'000;
inline constexpr std::int64_t largest_box_number = 200;

// From now on; rows that are there keep theirs. Writes nothing where that is so already. Gives the tables
// whose ids are beyond the box's, as in a backup of another one: they go on from there. Throws Failure.
std::vector<std::string> set_id_range(Database& engine, std::int64_t number);

}  // namespace store
