// SPDX-License-Identifier: MIT
#include "http/server/worker_pool.h"

#include <system_error>
#include <thread>

namespace http {
namespace {

constexpr unsigned max_workers = 64;

}  // namespace

void WorkerPool::start() {
  for (unsigned i = 0; i < base_; ++i) spawn();
}

void WorkerPool::spawn() {
  {
    const std::lock_guard lock(mutex_);
    if (count_ >= max_workers) return;
    ++count_;
  }
  try {
    std::thread([this] { run(); }).detach();
  } catch (const std::system_error&) {  // the existing ones must suffice
    const std::lock_guard lock(mutex_);
    --count_;
  }
}

void WorkerPool::run() {
  do {
    task_();
  } while (!should_exit());
}

bool WorkerPool::should_exit() {
  const std::lock_guard lock(mutex_);
  if (!dismissed_ && count_ <= base_) return false;
  --count_;
  left_.notify_all();
  return true;
}

void WorkerPool::request_stop() {
  const std::lock_guard lock(mutex_);
  dismissed_ = true;
}

bool WorkerPool::join_for(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, timeout, [this] { return count_ == 0; });
}

void WorkerPool::join() {
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return count_ == 0; });
}

unsigned WorkerPool::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

}  // namespace http
