// SPDX-License-Identifier: MIT
#pragma once

// Sessions of administrators in a browser, as api/auth/session_cookie.h has them. Any thread may call.

#include <cstdint>

#include "api/context/context.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

inline constexpr std::int64_t session_seconds = 12 * 3600;

// A new session of this administrator: the answer shows it and sets the cookie. Those that have ended are
// forgotten. Throws 401 when the account is gone, store::Failure.
http::Response begin_session(const Context& services, const http::Request& request, const store::User& user);

}  // namespace api
