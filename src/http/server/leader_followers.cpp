// SPDX-License-Identifier: MIT
#include "http/server/leader_followers.h"

namespace http {

bool LeaderFollowers::Leadership::acquire(std::chrono::milliseconds longest) {
  if (on_) return true;
  std::unique_lock lock(leaders_.mutex_);
  if (leaders_.free_ > 0) {
    --leaders_.free_;
    return on_ = true;
  }
  leaders_.waiting_.push_back(this);
  if (!called_->wait_for(lock, longest, [this] { return on_; })) std::erase(leaders_.waiting_, this);
  return on_;
}

bool LeaderFollowers::Leadership::release() {
  if (!on_) return true;
  std::unique_lock lock(leaders_.mutex_);
  on_ = false;
  if (leaders_.added_ == 0) return leaders_.promote_one(std::move(lock));
  --leaders_.added_;
  return true;
}

bool LeaderFollowers::add_temporary_leader() {
  std::unique_lock lock(mutex_);
  if (free_ > 0) return false;
  ++added_;
  return promote_one(std::move(lock));
}

std::size_t LeaderFollowers::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

// Unlocks before notifying; otherwise the notified thread would block on the mutex.
bool LeaderFollowers::promote_one(std::unique_lock<std::mutex> lock) {
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
