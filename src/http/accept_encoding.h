// SPDX-License-Identifier: MIT
#pragma once

// Evaluates the Accept-Encoding header (RFC 9110 §12.5.3).
// Thread safety: any thread may call.

#include <string_view>

namespace http {

// Returns true when the client accepts gzip and, where it lists identity too, prefers it at least equally.
// Returns false when gzip is not listed, by name or by "*", or its qvalue is malformed.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace http
