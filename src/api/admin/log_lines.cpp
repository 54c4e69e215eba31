// SPDX-License-Identifier: MIT
#include "api/admin/log_lines.h"

#include <algorithm>
#include <chrono>

namespace api {
namespace {

base::Level level_of(int status) {
  if (status >= 500) return base::Level::error;
  return status >= 400 ? base::Level::warning : base::Level::info;
}

LogEntry line_of(LoggedRequest asked) {
  LogEntry line{
      .n = asked.n,
      .kind = "request",
      .level = level_of(asked.status),
      .where = "http",
      .what = asked.method + " " + asked.path,
      .fields = {{"status", std::to_string(asked.status)}, {"ms", std::to_string(asked.milliseconds)}}};
  if (asked.user != 0) line.fields.emplace_back("account", std::to_string(asked.user));
  line.fields.emplace_back("address", std::move(asked.address));
  if (asked.received > 0) line.fields.emplace_back("received", std::to_string(asked.received));
  if (asked.sent > 0) line.fields.emplace_back("sent", std::to_string(asked.sent));
  return line;
}

LogEntry line_of(base::LogLine event) {
  return {.n = event.n,
          .kind = "event",
          .level = event.level,
          .where = std::move(event.where),
          .what = std::move(event.what),
          .fields = std::move(event.fields)};
}

}  // namespace

LogPage log_page_after(const Context& context, std::uint64_t n) {
  LogPage found{.last = base::last_log_sequence(), .lines = {}};  // read before both logs
  const base::SteadyTime tick = std::chrono::steady_clock::now();
  const base::UnixSeconds now = context.clock.now();
  if (n > found.last) n = 0;  // a number from an earlier run
  const auto take = [&](auto kept) {
    if (kept.n > found.last) return;
    const auto ago = std::chrono::floor<std::chrono::seconds>(tick - kept.at).count();
    found.lines.push_back(line_of(std::move(kept)));
    found.lines.back().at = now - ago;
  };
  for (base::LogLine& event : base::recent_log_lines(n)) take(std::move(event));
  for (LoggedRequest& asked : context.activity.requests.since(n)) take(std::move(asked));
  std::ranges::sort(found.lines, {}, &LogEntry::n);
  return found;
}

}  // namespace api
