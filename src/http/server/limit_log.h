// SPDX-License-Identifier: MIT
#pragma once

// Logs the address that was limited, at most once a minute.
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
