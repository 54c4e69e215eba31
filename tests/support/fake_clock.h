// SPDX-License-Identifier: MIT
#pragma once

// A clock the test moves. It starts on 2026-01-25 10:00:00 UTC. And a machine the test moves, for the box's
// own clock. Any thread may call any member.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace support {

class FakeClock final : public base::Clock {
 public:
  static constexpr base::UnixSeconds start = 1'769'335'200;

  explicit FakeClock(base::UnixSeconds now = start) : now_(now) {}

  base::UnixSeconds now() const override { return now_; }
  std::int64_t uptime() const override { return waited_; }
  base::SteadyTime steady_now() const override { return base::SteadyTime(std::chrono::seconds(waited_)); }
  base::ClockSource source() const override { return source_; }
  std::string_view id() const override { return "0123456789abcdef"; }

  void set_now(base::UnixSeconds at) { now_ = at; }  // as when somebody sets the calendar: the rest stays
  void set_source(base::ClockSource source) { source_ = source; }
  void advance(std::int64_t seconds) {
    now_ += seconds;
    waited_ += seconds;
  }

 private:
  std::atomic<base::UnixSeconds> now_;
  std::atomic<std::int64_t> waited_{1'000'000};
  std::atomic<base::ClockSource> source_{base::ClockSource::system};
};

class FakeMachine {
 public:
  explicit FakeMachine(base::UnixSeconds calendar = base::earliest_plausible() + 1000)
      : calendar_(calendar) {}

  // What a box has of it. This must outlive the box.
  base::HostClock machine() {
    return {
        .calendar = [this] { return std::chrono::system_clock::time_point(std::chrono::seconds(calendar_)); },
        .steady = [this] { return base::SteadyTime(std::chrono::milliseconds(steady_)); },
        .boot = [this] { return "boot " + std::to_string(boots_); }};
  }

  void advance(std::int64_t seconds) { advance_milliseconds(seconds * 1000); }
  void advance_milliseconds(std::int64_t milliseconds) { steady_ += milliseconds; }  // the calendar stays
  void set_calendar(base::UnixSeconds at) { calendar_ = at; }
  void move_calendar(std::int64_t seconds) { calendar_ += seconds; }
  void boot(base::UnixSeconds calendar) {  // with the power off before it
    ++boots_;
    steady_ = 10'000;
    calendar_ = calendar;
  }

 private:
  std::atomic<base::UnixSeconds> calendar_;
  std::atomic<std::int64_t> steady_{5'000'000}, boots_{1};
};

}  // namespace support
