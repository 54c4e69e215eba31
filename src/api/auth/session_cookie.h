// SPDX-License-Identifier: MIT
#pragma once

// An administrator's session in a browser: the cookie expobox_session (__Host-expobox_session over HTTPS),
// which replaces a token. It holds 256 random bits, is hidden from scripts and is not sent with requests of
// other sites. It is bound to the signing key and to the clock whose uptime ends it. A database that is
// copied to another server therefore grants no session there.
// Thread safety: may be called from any thread.

#include <optional>
#include <string>
#include <string_view>

#include "api/context/context.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

// The form of a session that the database stores. It does not grant access.
std::string session_hash(const Context& context, std::string_view token);

// The Set-Cookie value that starts this session in the browser. `more` is appended.
std::string session_cookie(const http::Request& request, std::string_view token, std::string_view more = "");

// The session token in the request's cookie, if any.
std::optional<std::string_view> session_token(const http::Request& request);

// The user of a valid session.
std::optional<store::UserId> user_of_session(const Context& context, std::string_view token);

}  // namespace api
