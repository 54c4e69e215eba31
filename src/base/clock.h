// SPDX-License-Identifier: MIT
#pragma once

// Time, in its two kinds.
//
// now() is for people and tokens: Unix seconds, never behind an earlier answer of the same clock nor behind
// the floor it was made with (what an earlier run persisted), whatever the machine's clock does.
// tick() is for waiting: steady, unrelated to the calendar. Nothing is ordered by either.
// Any thread may call any member.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace base {

using UnixSeconds = std::int64_t;
using Tick = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixSeconds now() const = 0;
  virtual Tick tick() const = 0;
};

class SystemClock final : public Clock {
 public:
  explicit SystemClock(UnixSeconds floor = 0) : latest_(floor) {}
  UnixSeconds now() const override;
  Tick tick() const override;

 private:
  mutable std::atomic<UnixSeconds> latest_;
};

std::string iso_time(UnixSeconds at);   // 2026-01-25T10:00:00Z
std::string http_time(UnixSeconds at);  // Sun, 25 Jan 2026 10:00:00 GMT (RFC 9110 §5.6.7)

}  // namespace base
