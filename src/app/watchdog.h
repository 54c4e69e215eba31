// SPDX-License-Identifier: MIT
#pragma once

// Gives the service manager's watchdog its sign of life, twice in each of its periods, for as long as the box
// is healthy; where no watchdog waits it does nothing, and has no thread. A box that hangs gives none: that
// is how the manager knows. start and end belong to one thread; a crash leaves nothing.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/notify.h"

namespace app {

class Watchdog {
 public:
  // healthy() may wait for what it asks; both outlive it.
  Watchdog(const base::Notify& notify, std::function<bool()> healthy);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();  // waits for the question under way

 private:
  void work(std::chrono::microseconds period);

  const base::Notify& notify_;
  const std::function<bool()> healthy_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace app
