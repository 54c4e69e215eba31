// SPDX-License-Identifier: MIT
#pragma once

// Administrators' sessions in a browser. Only a hash of each token is kept. A session ends by the box's
// uptime, and is no good once its account is disabled, is no administrator any more, or has another
// generation.

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/engine/engine.h"
#include "store/users.h"

namespace store {

// Appends to the write. Rejection::not_found when there is no such account any more.
void add_session(WriteBatch& write, std::string_view token_sha256, const User& user, std::int64_t ends_at);
void delete_session(WriteBatch& write, std::string_view token_sha256);
void delete_expired_sessions(WriteBatch& write, std::int64_t uptime);

// Whose session it is, if it is any good.
std::optional<UserId> user_of_session(Database& engine, std::string_view token_sha256, std::int64_t uptime);

}  // namespace store
