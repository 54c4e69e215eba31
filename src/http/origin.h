// SPDX-License-Identifier: MIT
#pragma once

// Validates origins (RFC 6454).
// Thread safety: any thread may call.

#include <string_view>

namespace http {

// Returns true for "scheme://host[:port]" in lower case, as browsers send it in Origin, and for "*".
bool is_origin(std::string_view text);

}  // namespace http
