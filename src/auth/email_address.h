// SPDX-License-Identifier: MIT
#pragma once

// Normalises e-mail addresses as people paste them to the form that accounts store.
// Thread safety: may be called from any thread.
// Throws: std::bad_alloc.

#include <string>
#include <string_view>

namespace auth {

// Returns one form for each mailbox. Removes invisible characters, "mailto:", a name and <…> around the
// address, quotes, a spreadsheet's ="…" and trailing separators. Composes letters (NFC), lower-cases letters
// beyond ASCII and decodes the host's labels to Unicode (RFC 3492). Trims text that is not an address.
std::string canonical_email(std::string_view typed);

bool is_email(std::string_view text);  // RFC 5321, without quoted names and address literals

}  // namespace auth
