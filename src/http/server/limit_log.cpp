// SPDX-License-Identifier: MIT
#include "http/server/limit_log.h"

#include <chrono>
#include <string>

#include "base/log.h"

namespace http {

void LimitLog::note(std::string_view what, std::string_view address) {
  using namespace std::chrono_literals;
  const std::lock_guard lock(mutex_);
  const base::SteadyTime now = std::chrono::steady_clock::now();
  ++unsaid_;
  if (now < next_) return;
  base::log(
      base::Level::warning, "http", "an address was limited",
      {{"address", std::string(address)}, {"what", std::string(what)}, {"times", std::to_string(unsaid_)}});
  next_ = now + 1min;
  unsaid_ = 0;
}

}  // namespace http
