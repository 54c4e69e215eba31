// SPDX-License-Identifier: MIT
#pragma once

// Text in other encodings than UTF-8, by the names that RFC 9110 §8.3.2 and IANA have for them. Pure.
// Thread safety: any thread.

#include <optional>
#include <string>
#include <string_view>

namespace base {

// Whether the name is of UTF-8, US-ASCII, ISO-8859-1, windows-1252, windows-1256 or UTF-16. Case, '-' and '_'
// do not matter, "latin1" and "cp1256" are known too.
bool known_charset(std::string_view name);

// Nothing when the charset is not known or the bytes are no text in it. UTF-16 needs a byte order mark, which
// UTF-16LE and UTF-16BE must not have.
std::optional<std::string> utf8_from(std::string_view charset, std::string_view bytes);

// Of a file that says nothing of its encoding, as spreadsheets write it: UTF-16 by its mark, else UTF-8 where it is
// that, else windows-1256 where most letters beyond ASCII stand beside each other, else windows-1252. Bytes that are
// no character there come back as they are.
std::string utf8_from_file(std::string_view bytes);

}  // namespace base
