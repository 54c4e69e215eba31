// SPDX-License-Identifier: MIT
#pragma once

// The log: one logfmt line per event on stderr, written with one write(2), so that lines of different threads
// never mix. Values are escaped; callers never pass tokens, passwords or bodies. The newest events are also
// kept in memory for the administrator's page: at most 2000, in about 1 MB, from level info on whatever the
// log level.
// Thread safety: any thread may call.
// Crash safety: events in memory are lost; stderr has them.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace base {

enum class Level { debug, info, warning, error };
std::string_view to_string(Level level);

using LogField = std::pair<std::string_view, std::string>;

void set_log_level(Level least);
bool log_enabled(Level level);
void log(Level level, std::string_view where, std::string_view what,
         std::initializer_list<LogField> fields = {});
// Writes to stderr only, for lines that the caller keeps itself.
void log_to_stderr(Level level, std::string_view where, std::string_view what,
                   std::initializer_list<LogField> fields = {});

struct LogLine {
  std::uint64_t n = 0;
  SteadyTime at;  // from std::chrono::steady_clock; the log has no Clock
  Level level = Level::info;
  std::string where, what;
  std::vector<std::pair<std::string, std::string>> fields;
};

std::vector<LogLine> recent_log_lines(std::uint64_t after = 0);  // numbers above `after`, oldest first

// Sequence numbers, shared with lines of other kinds that form one order with these. A caller takes a number
// and stores its line under the same lock. A reader that calls last_log_sequence() first then finds every
// line up to that number.
std::uint64_t next_log_sequence();
std::uint64_t last_log_sequence();

}  // namespace base
