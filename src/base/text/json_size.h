// SPDX-License-Identifier: MIT
#pragma once

// Counts the values of a JSON text before it is parsed.
// Thread safety: pure functions.

#include <cstddef>
#include <string_view>

namespace base {

// Counts the values, without the names of members. For invalid JSON the count is at least the number of
// values that parse_json() creates before it finds the error.
std::size_t count_json_values(std::string_view text);

}  // namespace base
