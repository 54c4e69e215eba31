// SPDX-License-Identifier: MIT
#pragma once

// Cross-origin requests from the origins in the setting "allowed_origins". Credentials are never allowed:
// browsers do not add a session cookie to such requests, and a client sends its token itself.
// Thread safety: may be called from any thread.
// Throws: nothing.
// Follows the Fetch standard ("CORS protocol").

#include <optional>
#include <string_view>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// The response to a preflight request, which carries no token; nullopt for any other request.
std::optional<http::Response> preflight_answer(const Context& context, const http::Request& request);

// Adds the headers that a browser requires to expose the response to a page of another origin.
void add_cors_headers(const Context& context, const http::Request& request, http::Response& response);

}  // namespace api
