// SPDX-License-Identifier: MIT
#pragma once

// The log: one logfmt line per event on stderr, written with one write(2) so that lines of different threads
// never mix. Values are escaped; callers never pass tokens, passwords or bodies. The newest events are kept
// in memory too, for the administrator's page: at most 2000, in about 1 MB, whatever the level from info on;
// a crash loses them, stderr has them. Any thread may call.

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
// On stderr alone: for what its caller keeps.
void log_to_stderr(Level level, std::string_view where, std::string_view what,
                   std::initializer_list<LogField> fields = {});

struct LogLine {
  std::uint64_t n = 0;
  SteadyTime at;  // of the machine's steady clock, for the log knows no box
  Level level = Level::info;
  std::string where, what;
  std::vector<std::pair<std::string, std::string>> fields;
};

std::vector<LogLine> recent_log_lines(std::uint64_t after = 0);  // those with a later number, oldest first

// Lines of other kinds that stand in one order with these take their numbers here too. Who takes a number
// keeps its line under the lock it has taken the number under: then every line up to the last number is there
// for whoever asks for that first.
std::uint64_t next_log_sequence();
std::uint64_t last_log_sequence();

}  // namespace base
