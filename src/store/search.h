// SPDX-License-Identifier: MIT
#pragma once

// Looking for a text in a column. Pure.

#include <string>
#include <string_view>

namespace store {

// For LIKE … ESCAPE '\': what contains the text, whatever is in it.
std::string containing(std::string_view text);

}  // namespace store
