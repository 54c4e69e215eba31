// SPDX-License-Identifier: MIT
#pragma once

// Login codes for accounts without a password, printed on a card and typed once. A code is 80 random bits in
// Crockford's base32, in groups of four: "7KQ2-M0XH-9VDB-RT4E". The server stores only the hash.
// Thread safety: may be called from any thread.

#include <string>
#include <string_view>

namespace auth {

std::string new_login_code();

// The SHA-256 of a code, in hex. Case, white space, dashes and invisible characters do not matter. O means 0,
// I and L mean 1, and digits of any script are accepted. In a card's link, the code follows "/code/".
std::string login_code_hash(std::string_view typed);

}  // namespace auth
