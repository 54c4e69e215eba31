// SPDX-License-Identifier: MIT
#pragma once

// E-mail addresses as people paste them and as accounts have them.
// Thread safety: any thread may call. Throws: std::bad_alloc.

#include <string>
#include <string_view>

namespace auth {

// One form for each mailbox: without invisible characters, "mailto:", a name and <…> around it, quotes, a
// spreadsheet's ="…" and separators behind it; letters composed (NFC), in lower case beyond ASCII, the host's labels
// as Unicode (RFC 3492). Text that is no address comes back without white space around it.
std::string canonical_email(std::string_view typed);

bool is_email(std::string_view text);  // RFC 5321, without quoted names and address literals

}  // namespace auth
