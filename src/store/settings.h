// SPDX-License-Identifier: MIT
#pragma once

// Persistent settings of the server: key and value, both text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/engine/database.h"

namespace store {

std::optional<std::string> setting(Database& engine, std::string_view key);

// The booth limit of an account created without one: the administrators' setting, otherwise 1.
inline constexpr std::int64_t standard_booth_limit = 1;
std::int64_t default_booth_limit(Database& engine);

void set_setting(WriteBatch& write, std::string_view key, std::string_view value);
void delete_setting(WriteBatch& write, std::string_view key);
// Deletes the setting if it has this value; otherwise Rejection::version_mismatch.
void delete_setting_if(WriteBatch& write, std::string_view key, std::string_view value);

// The hash of a one-time link's code, present until the link is used.
inline constexpr std::string_view setup_code_sha256 = "setup_code_sha256";

}  // namespace store
