// SPDX-License-Identifier: MIT
#pragma once

// How much of something came in the last hour, in steps of ten seconds. In memory alone: a start begins at
// zero. Any thread may call.

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
  // Of the last so many seconds, at most an hour; of the step that is under way, all.
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
  std::array<Step, steps> steps_{};  // that of a number is at its remainder
};

}  // namespace base
