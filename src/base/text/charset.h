// SPDX-License-Identifier: MIT
#pragma once

// Converts text to UTF-8 from the encodings that RFC 9110 §8.3.2 and IANA name.
// Thread safety: pure functions; any thread may call.

#include <optional>
#include <string>
#include <string_view>

namespace base {

// Returns true for UTF-8, US-ASCII, ISO-8859-1, windows-1252, windows-1256 and UTF-16. Ignores case, '-' and
// '_'; also accepts "latin1" and "cp1256".
bool known_charset(std::string_view name);

// Returns nothing if the charset is unknown or the bytes are invalid in it. UTF-16 requires a byte order
// mark; UTF-16LE and UTF-16BE must not have one.
std::optional<std::string> utf8_from(std::string_view charset, std::string_view bytes);

// Guesses the encoding of a file from a spreadsheet: UTF-16 if it has a byte order mark, else UTF-8 if it is
// valid. Else it is windows-1256 if most non-ASCII letters are adjacent to another, else windows-1252.
// Returns the input unchanged if it has bytes undefined there.
std::string utf8_from_file(std::string_view bytes);

}  // namespace base
