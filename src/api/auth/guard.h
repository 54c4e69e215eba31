// SPDX-License-Identifier: MIT
#pragma once

// Access control by the head of a request: its Host, its token or session, and the rate of requests.
// Thread safety: may be called from any thread.

#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.h"
#include "http/router.h"

namespace api {

// Sets request.caller and the rate limit's headers. Throws 400 for a foreign Host, which is allowed only for
// captive portal probes (api/captive_portal.h), then 401, 403, 429.
void guard(const Context& context, http::Request& request, const http::Route& route);

// Only the first of these checks.
void check_host(const Context& context, const http::Request& request);

// For a handler that has waited, usually for a body. Throws 401 if the credentials are no longer valid.
void confirm_caller(const Context& context, const http::Request& request);

// For a public URL. Sets request.caller if the request has valid credentials.
void identify_if_any(const Context& context, http::Request& request);

// For a public URL with methods that require an administrator. Sets request.caller; throws 401, 403.
void require_admin(const Context& context, http::Request& request);

// The prefix of this account's keys in Context::wrong_logins, for all addresses. Its length does not depend
// on the e-mail address.
std::string login_attempt_key(std::string_view email);

// Whether a Host header names this server: by an IP address, a name without dots or in a local domain, or a
// configured name. DNS rebinding would use any other public name to reach the server from a web page.
bool is_allowed_host(std::string_view host, const std::vector<std::string>& configured);

}  // namespace api
