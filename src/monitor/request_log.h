// SPDX-License-Identifier: MIT
#pragma once

// The newest two thousand requests that were answered, in memory, for the administrator's log: they go where
// the events of base/log go only when that prints what is for debugging. About half a megabyte. Any thread
// may call.

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/message.h"

namespace api {

struct LoggedRequest {
  std::uint64_t n = 0;  // among the log's lines
  base::SteadyTime at;  // of the machine's steady clock, as those have it
  std::string method, path, address;
  std::int64_t user = 0;  // 0: nobody
  int status = 0;
  std::int64_t milliseconds = 0;
  std::uint64_t received = 0, sent = 0;  // bytes of the bodies; what is not known beforehand is not counted
};

class RequestLog {
 public:
  void add(const http::Request& request, const http::Response& response, base::SteadyTime begun);
  std::vector<LoggedRequest> since(std::uint64_t n) const;  // oldest first

 private:
  mutable std::mutex mutex_;
  std::vector<LoggedRequest> kept_;  // a ring once it is full
  std::size_t next_ = 0;
};

}  // namespace api
