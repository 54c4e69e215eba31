// SPDX-License-Identifier: MIT
#pragma once

// The threads that answer: a base of them, and more, up to 64, when somebody asks for one. A thread whose
// shift ends leaves when there are more than the base, or when all are to go. Any thread may call.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace http {

class WorkerPool {
 public:
  using Task = std::function<void()>;  // returns when there is nothing to do

  WorkerPool(unsigned base, Task shift) : base_(base), shift_(std::move(shift)) {}
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { wait_until_gone(); }

  void start();
  void hire();     // one more, unless there are enough
  void dismiss();  // all go at the end of their shift
  bool gone_within(std::chrono::milliseconds timeout);
  void wait_until_gone();
  unsigned count() const;

 private:
  void work();
  bool leave();

  const unsigned base_;
  const Task shift_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  unsigned count_ = 0;
  bool dismissed_ = false;
};

}  // namespace http
