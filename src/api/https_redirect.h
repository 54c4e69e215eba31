// SPDX-License-Identifier: MIT
#pragma once

// Plain requests sent on to HTTPS, and browsers told to begin there (RFC 6797). Any thread may call.

#include <optional>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// 308 to the same host and target at the port of HTTPS. Nothing where the request came by HTTPS, and where
// plain HTTP is what is asked for: a portal's probes, the authority's certificate and its revocation list.
// 400 for a Host that is not this box's: no link leads from here to anywhere else.
std::optional<http::Response> redirected_to_https(const Context& services, const http::Request& request);

// Strict-Transport-Security, to an answer by HTTPS. At port 443 alone: from any other a browser would go on
// to speak TLS at the port of plain HTTP (RFC 6797 §8.3).
void require_https_next(const Context& services, const http::Request& request, http::Response& response);

}  // namespace api
