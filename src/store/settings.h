// SPDX-License-Identifier: MIT
#pragma once

// Small facts the box remembers: key and value, both text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/engine/engine.h"

namespace store {

std::optional<std::string> setting(Database& engine, std::string_view key);

// Booths of an account for which nobody said how many: as administrators have set it, else one.
inline constexpr std::int64_t standard_booth_limit = 1;
std::int64_t default_booth_limit(Database& engine);

void set_setting(WriteBatch& write, std::string_view key, std::string_view value);
void delete_setting(WriteBatch& write, std::string_view key);
// Removes it if this is its value; else the write is refused, as stale.
void delete_setting_if(WriteBatch& write, std::string_view key, std::string_view value);

// While a one-time link waits to be used: the hash of its code.
inline constexpr std::string_view setup_code_sha256 = "setup_code_sha256";

}  // namespace store
