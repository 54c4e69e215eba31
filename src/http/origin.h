// SPDX-License-Identifier: MIT
#pragma once

// Origins (RFC 6454). Pure; any thread may call.

#include <string_view>

namespace http {

// "scheme://host[:port]" in lower case, as a browser sends it in Origin; or "*".
bool is_origin(std::string_view text);

}  // namespace http
