// SPDX-License-Identifier: MIT
#include "app/watchdog.h"

#include <utility>

#include "base/log.h"

namespace app {

Watchdog::Watchdog(const base::Notify& notify, std::function<bool()> healthy)
    : notify_(notify), healthy_(std::move(healthy)) {
  if (const auto period = notify_.watchdog()) thread_ = std::thread([this, period] { work(*period / 2); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::work(std::chrono::microseconds period) {
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    if (healthy_()) {
      notify_.alive();
    } else {
      base::log(base::Level::error, "watchdog", "no sign of life: the box does not answer itself");
    }
    lock.lock();
  } while (!stopped_.wait_for(lock, period, [this] { return stopping_; }));
}

}  // namespace app
