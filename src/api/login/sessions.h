// SPDX-License-Identifier: MIT
#pragma once

// Browser sessions of administrators; see api/auth/session_cookie.h.
// Thread safety: may be called from any thread.

#include <cstdint>

#include "api/context/context.h"
#include "http/message.h"
#include "store/users.h"

namespace api {

inline constexpr std::int64_t session_seconds = 12 * 3600;

// Starts a session of this administrator; the response shows it and sets the cookie. Deletes expired
// sessions. Throws 401 if the account is gone, store::StorageError.
http::Response begin_session(const Context& context, const http::Request& request, const store::User& user);

}  // namespace api
