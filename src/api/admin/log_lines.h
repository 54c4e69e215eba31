// SPDX-License-Identifier: MIT
#pragma once

// The newest lines in memory, events and requests in the one order they came in, as the administrators see
// them.

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
  base::UnixSeconds at = 0;  // by the box's time as it is now, also for what came before that was set
  std::string_view kind;     // event, request
  base::Level level = base::Level::info;
  std::string where, what;
  std::vector<std::pair<std::string, std::string>> fields;
};

struct LogPage {
  std::uint64_t last = 0;  // to ask with the next time: no line up to it comes later
  std::vector<LogEntry> lines;
};

// All there are when n is of an earlier run of the box and larger than any number of this one.
LogPage log_page_after(const Context& services, std::uint64_t n);

}  // namespace api
