// SPDX-License-Identifier: MIT
#pragma once

// An administrator's session in a browser: the cookie expobox_session (by HTTPS __Host-expobox_session),
// which stands for a token. It holds 256 random bits, is out of every script's reach and comes with no other
// site's request. It is bound to the clock whose uptime it ends by, so that a database carried to another box
// opens nothing there, and to the signing key. Any thread may call.

#include <optional>
#include <string>
#include <string_view>

#include "api/context/context.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

// What the database has of a session: nothing that opens it.
std::string session_hash(const Context& services, std::string_view token);

// The value of Set-Cookie that makes this the session of the browser; `more` is appended.
std::string session_cookie(const http::Request& request, std::string_view token, std::string_view more = "");

// The value of the request's cookie, if it has one.
std::optional<std::string_view> session_token(const http::Request& request);

// Whose session it is, if it is any good.
std::optional<store::UserId> user_of_session(const Context& services, std::string_view token);

}  // namespace api
