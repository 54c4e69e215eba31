// SPDX-License-Identifier: MIT
#pragma once

// The Accept-Encoding header (RFC 9110 §12.5.3). Pure.

#include <string_view>

namespace http {

// Whether gzip is taken, and no less liked than the plain form where both are spoken of. Who says nothing, or
// something malformed of gzip, gets the plain form.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace http
