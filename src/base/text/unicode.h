// SPDX-License-Identifier: MIT
#pragma once

// Unicode text beyond ASCII: normalization, lower case, keys for a search, digits. Invalid UTF-8 stays as it is.
// Planes above the first are folded by their case blocks alone.
// Thread safety: any thread may call. Throws: std::bad_alloc.

#include <optional>
#include <string>
#include <string_view>

namespace base {

// Composes letters with the accents that follow them (NFC, Unicode Standard Annex #15, without reordering).
std::string compose(std::string_view utf8);

// Lower case beyond ASCII; ASCII letters stay as they are.
std::string lower_beyond_ascii(std::string_view utf8);

// Removes what nobody sees: zero-width and soft hyphen marks, marks of direction (U+200B–F, U+202A–E, U+2060–9,
// U+FEFF, U+00AD).
std::string without_invisible(std::string_view utf8);

// What two texts have in common that a search takes for the same: case folded, without accents, vowel points and
// invisible characters, Arabic yeh and kaf as Persian ones, the digits of every script as 0-9.
std::string search_key(std::string_view utf8);
bool contains_key(std::string_view utf8, std::string_view key);  // whether its search key has this one in it

// The value of a decimal digit of any script.
std::optional<int> digit_value(char32_t code);

// Takes the next character off the front of `utf8`; U+FFFD for a byte that is part of none.
char32_t next_code_point(std::string_view& utf8);
void append_utf8(std::string& to, char32_t code);  // a surrogate as the three bytes that WTF-8 has for it

}  // namespace base
