// SPDX-License-Identifier: MIT
#pragma once

// Login codes: the way in of accounts without a password, printed on a card and typed once. 80 random bits in
// Crockford's base32, in groups of four: "7KQ2-M0XH-9VDB-RT4E". The box keeps only the hash.
// Pure but for the random bits; any thread may call.

#include <string>
#include <string_view>

namespace auth {

std::string new_login_code();

// SHA-256, in hex, of the code as it was meant: case, blanks, dashes and invisible marks do not matter, O is 0, I and
// L are 1, digits may be of any script. Of a card's link the code is what follows "/code/".
std::string login_code_hash(std::string_view typed);

}  // namespace auth
