// SPDX-License-Identifier: MIT
#pragma once

// Who may come in, told by the head of a request alone: the Host it asks for, the token or the session
// it brings, how often it came. Any thread may call.

#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.h"
#include "http/router.h"

namespace api {

// Sets request.caller and the rate limit's headers. Throws 400 for a foreign Host, which only a portal's
// probe (api/captive_portal.h) may have, then 401, 403, 429.
void guard(const Context& services, http::Request& request, const http::Route& route);

// The first of these alone.
void check_host(const Context& services, const http::Request& request);

// For a handler that has waited, most often for a body: what let the caller in is good still. Throws 401.
void confirm_caller(const Context& services, const http::Request& request);

// For a handler whose URL is anyone's: sets request.caller where the request brings good credentials.
void identify_if_any(const Context& services, http::Request& request);

// For a handler whose URL is anyone's, but not with every method. Sets request.caller; throws 401, 403.
void require_admin(const Context& services, http::Request& request);

// What the keys of Context::wrong_logins begin with for this account, from whatever address; of one length
// however long the e-mail is.
std::string login_attempt_key(std::string_view email);

// Whether a Host header names this box: by an address, a name without dots or one of a local domain, or a
// configured name. A public name is how DNS rebinding would reach the box from a web page.
bool is_allowed_host(std::string_view host, const std::vector<std::string>& configured);

}  // namespace api
