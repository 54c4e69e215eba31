// SPDX-License-Identifier: MIT
#pragma once

// Browser sessions of administrators. Only a hash of each token is stored. A session expires by the server's
// uptime. It is invalid once its account is disabled, loses its admin role, or has another generation.

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/engine/database.h"
#include "store/users.h"

namespace store {

// Rejection::not_found if the account no longer exists.
void add_session(WriteBatch& write, std::string_view token_sha256, const User& user, std::int64_t ends_at);
void delete_session(WriteBatch& write, std::string_view token_sha256);
void delete_expired_sessions(WriteBatch& write, std::int64_t uptime);

// Returns the user of the session, if it is valid.
std::optional<UserId> user_of_session(Database& engine, std::string_view token_sha256, std::int64_t uptime);

}  // namespace store
