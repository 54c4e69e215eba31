// SPDX-License-Identifier: MIT
#pragma once

// A clock the test moves. It starts on 2026-01-25 10:00:00 UTC. Any thread may call any member.

#include <atomic>
#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace support {

class FakeClock final : public base::Clock {
 public:
  static constexpr base::UnixSeconds start = 1'769'335'200;

  explicit FakeClock(base::UnixSeconds now = start) : now_(now) {}

  base::UnixSeconds now() const override { return now_; }
  base::Tick tick() const override { return base::Tick(std::chrono::seconds(waited_)); }

  void set_now(base::UnixSeconds at) { now_ = at; }  // as when somebody sets the calendar: tick() stays
  void advance(std::int64_t seconds) {
    now_ += seconds;
    waited_ += seconds;
  }

 private:
  std::atomic<base::UnixSeconds> now_;
  std::atomic<std::int64_t> waited_{1'000'000};
};

}  // namespace support
