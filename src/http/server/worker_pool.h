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

  WorkerPool(unsigned base, Task task) : base_(base), task_(std::move(task)) {}
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { join(); }

  void start();
  void spawn();         // one more, unless there are enough
  void request_stop();  // all go at the end of their shift
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
