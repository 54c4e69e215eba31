// SPDX-License-Identifier: MIT
#pragma once

// Tells in the log which address was limited, once a minute at most, however often it happens.
// Thread safety: any thread may call.

#include <cstdint>
#include <mutex>
#include <string_view>

#include "base/clock.h"

namespace http {

class LimitLog {
 public:
  void note(std::string_view what, std::string_view address);

 private:
  std::mutex mutex_;
  base::SteadyTime next_{};
  std::int64_t unsaid_ = 0;  // since the last line
};

}  // namespace http
