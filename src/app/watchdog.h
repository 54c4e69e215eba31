// SPDX-License-Identifier: MIT
#pragma once

// Notifies the service manager's watchdog (sd_notify(3), WATCHDOG=1) twice in each period while the server is
// healthy. A second thread calls healthy(), since one sync of a drive may take longer than the period. An
// answer that is missing for max_unanswered_periods counts as a hang. Without a watchdog there are no
// threads.
// Thread safety: constructed and destroyed by one thread.
// Crash safety: leaves nothing.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/host/systemd_notifier.h"

namespace app {

class Watchdog {
 public:
  static constexpr int max_unanswered_periods = 4;

  // healthy() may block; both arguments must outlive this object.
  Watchdog(const base::ServiceNotifier& notify, std::function<bool()> healthy);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();  // waits for a call of healthy() in progress

 private:
  void ask(std::chrono::microseconds period);
  void beat(std::chrono::microseconds period);
  bool alive(std::chrono::microseconds period) const;  // requires mutex_

  const base::ServiceNotifier& notify_;
  const std::function<bool()> healthy_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  bool last_answer_ = true;
  std::optional<std::chrono::steady_clock::time_point> asked_;  // while a call of healthy() is in progress
  std::thread asking_, beating_;
};

}  // namespace app
