// SPDX-License-Identifier: MIT
#pragma once

// Cross-origin requests (Fetch standard, "CORS protocol"), for the origins of the setting "allowed_origins". No
// origin gets credentials: a session's cookie never comes with such a request, a token is sent by the client.
// Thread safety: any thread may call. Throws: nothing.

#include <optional>
#include <string_view>

#include "api/context/context.h"
#include "http/message.h"

namespace api {

// The answer to a preflight request, which comes without a token; nothing for any other request.
std::optional<http::Response> preflight_answer(const Context& services, const http::Request& request);

// Adds what a browser needs before it shows the response to a page of another origin.
void add_cors_headers(const Context& services, const http::Request& request, http::Response& response);

}  // namespace api
