// SPDX-License-Identifier: MIT
#pragma once

// The worker threads: a base number of them, and up to 64 on request. When its task returns, a thread exits
// if there are more than the base, or after request_stop().
// Thread safety: any thread may call.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace http {

class WorkerPool {
 public:
  using Task = std::function<void()>;  // returns when there is nothing to do

  WorkerPool(unsigned base, Task task) : base_(base), task_(std::move(task)) {}
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { join(); }

  void start();
  void spawn();         // starts one more, up to 64
  void request_stop();  // each exits after its current task
  bool join_for(std::chrono::milliseconds timeout);
  void join();
  unsigned count() const;

 private:
  void run();
  bool should_exit();

  const unsigned base_;
  const Task task_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  unsigned count_ = 0;
  bool dismissed_ = false;
};

}  // namespace http
