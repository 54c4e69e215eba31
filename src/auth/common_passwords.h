// SPDX-License-Identifier: MIT
#pragma once

// Django's list of common passwords, those of at least eight characters. It is kept as hashes: a password of
// the list is always found, any other one by chance once in 130 million times. Pure; any thread may call.

#include <string_view>

namespace auth {

bool is_common_password(std::string_view lowercase);  // without white space around it, as the list has them

}  // namespace auth
