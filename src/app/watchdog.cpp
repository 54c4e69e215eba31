// SPDX-License-Identifier: MIT
#include "app/watchdog.h"

#include <utility>

#include "base/log.h"

namespace app {

Watchdog::Watchdog(const base::ServiceNotifier& notify, std::function<bool()> healthy)
    : notify_(notify), healthy_(std::move(healthy)) {
  const auto period = notify_.watchdog();
  if (!period) return;
  asking_ = std::thread([this, period] { ask(*period); });
  beating_ = std::thread([this, period] { beat(*period); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (asking_.joinable()) asking_.join();
  if (beating_.joinable()) beating_.join();
}

void Watchdog::ask(std::chrono::microseconds period) {
  std::unique_lock lock(mutex_);
  do {
    asked_ = std::chrono::steady_clock::now();
    lock.unlock();
    const bool answer = healthy_();
    lock.lock();
    asked_.reset();
    last_answer_ = answer;
  } while (!stopped_.wait_for(lock, period / 2, [this] { return stopping_; }));
}

void Watchdog::beat(std::chrono::microseconds period) {
  std::unique_lock lock(mutex_);
  do {
    const bool healthy = alive(period);
    lock.unlock();
    if (healthy) {
      notify_.watchdog_ping();
    } else {
      base::log(base::Level::error, "watchdog", "no sign of life: the box does not answer itself");
    }
    lock.lock();
  } while (!stopped_.wait_for(lock, period / 2, [this] { return stopping_; }));
}

bool Watchdog::alive(std::chrono::microseconds period) const {
  if (!last_answer_) return false;
  return !asked_ || std::chrono::steady_clock::now() - *asked_ < max_unanswered_periods * period;
}

}  // namespace app
