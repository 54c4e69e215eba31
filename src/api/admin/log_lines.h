// SPDX-License-Identifier: MIT
#pragma once

// The newest log lines in memory, for administrators: events and requests, merged in the order of arrival.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/context/context.h"
#include "base/clock.h"
#include "base/log.h"

namespace api {

struct LogEntry {
  std::uint64_t n = 0;
  base::UnixSeconds at = 0;  // by the current clock, also for lines from before the clock was set
  std::string_view kind;     // "event" or "request"
  base::Level level = base::Level::info;
  std::string where, what;
  std::vector<std::pair<std::string, std::string>> fields;
};

struct LogPage {
  std::uint64_t last = 0;  // n for the next call: later lines have larger numbers
  std::vector<LogEntry> lines;
};

// Returns the lines after n. Returns all lines if n is from an earlier run of the server and larger than any
// number of this run.
LogPage log_page_after(const Context& context, std::uint64_t n);

}  // namespace api
