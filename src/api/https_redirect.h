// SPDX-License-Identifier: MIT
#pragma once

// Redirects plain HTTP requests to HTTPS and sends Strict-Transport-Security.
// Thread safety: all functions may be called from any thread.
// Implements RFC 6797.

#include <optional>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// Returns a 308 to the same host and target on the HTTPS port. Returns nullopt if the request came over HTTPS
// or asks for a resource of plain HTTP: a captive portal probe, the CA certificate or its revocation list.
// Returns a 400 if the Host is not this server's, so that no redirect leads to another host.
std::optional<http::Response> redirected_to_https(const Context& context, const http::Request& request);

// Adds Strict-Transport-Security to a response sent over HTTPS on port 443. On any other port, a browser
// would then use TLS on the plain HTTP port (RFC 6797 §8.3).
void require_https_next(const Context& context, const http::Request& request, http::Response& response);

}  // namespace api
