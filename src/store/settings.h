// SPDX-License-Identifier: MIT
#pragma once

// Small facts the box remembers: key and value, both text.

#include <optional>
#include <string>
#include <string_view>

#include "store/engine.h"

namespace store {

std::optional<std::string> setting(Engine& engine, std::string_view key);
void set_setting(Write& write, std::string_view key, std::string_view value);
void remove_setting(Write& write, std::string_view key);
// Removes it if this is its value; else the write is refused, as stale.
void take_setting(Write& write, std::string_view key, std::string_view value);

// While a one-time link waits to be used: the hash of its code.
inline constexpr std::string_view setup_code_sha256 = "setup_code_sha256";

}  // namespace store
