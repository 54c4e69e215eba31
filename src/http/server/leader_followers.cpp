// SPDX-License-Identifier: MIT
#include "http/server/leader_followers.h"

namespace http {

bool LeaderFollowers::Leadership::take(std::chrono::milliseconds longest) {
  if (on_) return true;
  std::unique_lock lock(lookout_.mutex_);
  if (lookout_.free_ > 0) {
    --lookout_.free_;
    return on_ = true;
  }
  lookout_.waiting_.push_back(this);
  if (!called_->wait_for(lock, longest, [this] { return on_; })) std::erase(lookout_.waiting_, this);
  return on_;
}

bool LeaderFollowers::Leadership::hand_on() {
  if (!on_) return true;
  std::unique_lock lock(lookout_.mutex_);
  on_ = false;
  if (lookout_.added_ == 0) return lookout_.call_one(std::move(lock));
  --lookout_.added_;
  return true;
}

bool LeaderFollowers::add_for_a_while() {
  std::unique_lock lock(mutex_);
  if (free_ > 0) return false;
  ++added_;
  return call_one(std::move(lock));
}

std::size_t LeaderFollowers::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

// The lock is let go first: else the one who is called would wait for it.
bool LeaderFollowers::call_one(std::unique_lock<std::mutex> lock) {
  if (waiting_.empty()) {
    ++free_;
    return false;
  }
  Leadership* const next = waiting_.back();
  waiting_.pop_back();
  next->on_ = true;
  const auto called = next->called_;
  lock.unlock();
  called->notify_one();
  return true;
}

}  // namespace http
