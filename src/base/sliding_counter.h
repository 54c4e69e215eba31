// SPDX-License-Identifier: MIT
#pragma once

// Counts an amount over the last hour, in steps of ten seconds. Kept in memory only: a restart begins at
// zero.
// Thread safety: any thread may call.

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace base {

class SlidingCounter {
 public:
  explicit SlidingCounter(const Clock& clock) : clock_(clock) {}

  void add(std::int64_t amount = 1);
  // Returns the sum over the last `time`, at most an hour, including all of the current step.
  std::int64_t sum_within(std::chrono::seconds time) const;

 private:
  static constexpr std::int64_t step_seconds = 10;
  static constexpr std::size_t steps = 360;
  struct Step {
    std::int64_t number = -1;
    std::int64_t amount = 0;
  };

  std::int64_t now() const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::array<Step, steps> steps_{};  // step n is at index n % steps
};

}  // namespace base
