// SPDX-License-Identifier: MIT
#pragma once

// Django's list of common passwords, limited to those of at least eight characters. The list stores truncated
// hashes: it always matches a listed password, and matches any other one by chance once in 130 million.
// Thread safety: may be called from any thread.

#include <string_view>

namespace auth {

bool is_common_password(std::string_view lowercase);  // without surrounding white space, like the list

}  // namespace auth
