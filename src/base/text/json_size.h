// SPDX-License-Identifier: MIT
#pragma once

// How many values a JSON text has, known before one is made. Pure.

#include <cstddef>
#include <string_view>

namespace base {

// The values in the text, members' names not counted. Of a text that is no JSON, at least as many as
// parse_json() makes before it finds the fault.
std::size_t count_json_values(std::string_view text);

}  // namespace base
