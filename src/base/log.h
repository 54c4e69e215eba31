// SPDX-License-Identifier: MIT
#pragma once

// The log: one logfmt line per event on stderr, written with one write(2) so that lines of different threads
// never mix. Values are escaped; callers never pass tokens, passwords or bodies. Any thread may call.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace base {

enum class Level { debug, info, warning, error };

using LogField = std::pair<std::string_view, std::string>;

void set_log_level(Level least);
bool logs(Level level);
void log(Level level, std::string_view where, std::string_view what,
         std::initializer_list<LogField> fields = {});

}  // namespace base
