// SPDX-License-Identifier: MIT
#include "http/workers.h"

#include <pthread.h>

namespace http {
namespace {

constexpr unsigned most_workers = 64;
constexpr std::size_t stack_bytes =
    512 * 1024;  // the default of 8 MB times 64 is too much of a 32-bit address space

}  // namespace

void Workers::start() {
  for (unsigned i = 0; i < base_; ++i) hire();
}

void Workers::hire() {
  {
    const std::lock_guard lock(mutex_);
    if (count_ >= most_workers) return;
    ++count_;
  }
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, stack_bytes);
  pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
  pthread_t thread{};
  const auto begin = [](void* self) -> void* {
    static_cast<Workers*>(self)->work();
    return nullptr;
  };
  const int failed = pthread_create(&thread, &small, begin, this);
  pthread_attr_destroy(&small);
  if (failed != 0) {
    const std::lock_guard lock(mutex_);
    --count_;
  }
}

void Workers::work() {
  while (turn_() || !leave()) {
  }
}

bool Workers::leave() {
  const std::lock_guard lock(mutex_);
  if (!dismissed_ && count_ <= base_) return false;
  --count_;
  left_.notify_all();
  return true;
}

void Workers::dismiss() {
  const std::lock_guard lock(mutex_);
  dismissed_ = true;
}

bool Workers::gone_within(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, patience, [this] { return count_ == 0; });
}

void Workers::wait_until_gone() {
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return count_ == 0; });
}

unsigned Workers::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

}  // namespace http
