// SPDX-License-Identifier: MIT
#pragma once

// Unicode text beyond ASCII: normalization, lower case, search keys, digits. Invalid UTF-8 stays unchanged.
// Outside the BMP, only the blocks of cased alphabets are folded.
// Thread safety: any thread may call.
// Throws: std::bad_alloc.

#include <optional>
#include <string>
#include <string_view>

namespace base {

// Composes letters with the accents that follow (NFC, Unicode Standard Annex #15, without reordering).
std::string compose(std::string_view utf8);

// Converts non-ASCII letters to lower case; ASCII letters stay unchanged.
std::string lower_beyond_ascii(std::string_view utf8);

// Removes invisible characters: zero-width characters, soft hyphens and directional marks (U+200B–F,
// U+202A–E, U+2060–9, U+FEFF, U+00AD).
std::string without_invisible(std::string_view utf8);

// Maps texts that a search treats as equal to the same key: case folded, without accents, vowel points and
// invisible characters. Arabic yeh and kaf become the Persian ones, and the digits of every script 0-9.
std::string search_key(std::string_view utf8);
bool contains_key(std::string_view utf8, std::string_view key);  // whether the search key contains `key`

// Returns the value of a decimal digit in any script.
std::optional<int> digit_value(char32_t code);

// Removes and returns the first character of `utf8`; U+FFFD for an invalid byte.
char32_t next_code_point(std::string_view& utf8);
void append_utf8(std::string& to, char32_t code);  // encodes a surrogate in three bytes, as WTF-8 does

}  // namespace base
