// SPDX-License-Identifier: MIT
#include "base/sliding_counter.h"

namespace base {

std::int64_t SlidingCounter::now() const {
  return std::chrono::floor<std::chrono::seconds>(clock_.steady_now().time_since_epoch()).count() /
         step_seconds;
}

void SlidingCounter::add(std::int64_t amount) {
  const std::int64_t number = now();
  const std::lock_guard lock(mutex_);
  Step& step = steps_[static_cast<std::size_t>(number) % steps];
  if (step.number != number) step = {number, 0};
  step.amount += amount;
}

std::int64_t SlidingCounter::sum_within(std::chrono::seconds time) const {
  const std::int64_t newest = now();
  const std::int64_t oldest = newest - time.count() / step_seconds;
  const std::lock_guard lock(mutex_);
  std::int64_t sum = 0;
  for (const Step& step : steps_) {
    if (step.number > oldest && step.number <= newest) sum += step.amount;
  }
  return sum;
}

}  // namespace base
