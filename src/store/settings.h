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
void forget_setting(Write& write, std::string_view key);

}  // namespace store
