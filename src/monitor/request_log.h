// SPDX-License-Identifier: MIT
#pragma once

// Keeps the newest 2000 answered requests in memory, about half a megabyte, for the administrators' log.
// Requests reach the log output of base/log only at the debug level.
// Thread safety: any thread may call.

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/message.h"

namespace api {

struct LoggedRequest {
  std::uint64_t n = 0;  // sequence number, shared with the lines of the log
  base::SteadyTime at;  // of steady_clock, as in the lines of the log
  std::string method, path, address;
  std::int64_t user = 0;  // 0: no account
  int status = 0;
  std::int64_t milliseconds = 0;
  std::uint64_t received = 0, sent = 0;  // body bytes; 0 if unknown in advance
};

class RequestLog {
 public:
  void add(const http::Request& request, const http::Response& response, base::SteadyTime begun);
  std::vector<LoggedRequest> since(std::uint64_t n) const;  // oldest first

 private:
  mutable std::mutex mutex_;
  std::vector<LoggedRequest> kept_;  // a ring buffer once full
  std::size_t next_ = 0;
};

}  // namespace api
