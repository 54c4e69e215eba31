// SPDX-License-Identifier: MIT
#include "http/lookout.h"

namespace http {

bool Lookout::Watch::take(std::chrono::milliseconds longest) {
  on_ = on_ || lookout_.enter(longest);
  return on_;
}

bool Lookout::Watch::hand_on() {
  if (!on_) return true;
  on_ = false;
  return lookout_.leave();
}

bool Lookout::add_for_a_while() {
  const std::lock_guard lock(mutex_);
  ++added_;
  return call_one();
}

std::size_t Lookout::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

bool Lookout::enter(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  Waiting mine;
  waiting_.push_back(&mine);
  if (mine.called.wait_for(lock, longest, [&] { return mine.on; })) return true;
  std::erase(waiting_, &mine);
  return false;
}

bool Lookout::leave() {
  const std::lock_guard lock(mutex_);
  if (added_ > 0) {
    --added_;
    return true;
  }
  return call_one();
}

bool Lookout::call_one() {
  if (waiting_.empty()) {
    ++free_;
    return false;
  }
  Waiting* const next = waiting_.back();
  waiting_.pop_back();
  next->on = true;
  next->called.notify_one();  // under the lock: once it is free `next` may be gone
  return true;
}

}  // namespace http
