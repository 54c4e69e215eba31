// SPDX-License-Identifier: MIT
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace base {
namespace {

constexpr std::size_t stack_bytes = 512 * 1024;

}  // namespace

unsigned cpu_count() {
  cpu_set_t mine;
  CPU_ZERO(&mine);
  const bool known = sched_getaffinity(0, sizeof mine, &mine) == 0;
  return std::max(1U, known ? static_cast<unsigned>(CPU_COUNT(&mine)) : std::thread::hardware_concurrency());
}

void parallel_for(std::size_t count, unsigned at_a_time, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto work = [&] {
    for (std::size_t at = next++; at < count; at = next++) {
      try {
        job(at);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!thrown) thrown = std::current_exception();
      }
    }
  };
  std::vector<std::thread> helpers;
  try {
    while (helpers.size() + 1 < std::min<std::size_t>(count, at_a_time)) helpers.emplace_back(work);
  } catch (const std::system_error&) {
    // No more threads are available: the existing ones run all jobs.
  }
  work();
  for (std::thread& helper : helpers) helper.join();
  if (thrown) std::rethrow_exception(thrown);
}

void set_default_stack_size() {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, stack_bytes);
  pthread_setattr_default_np(&small);
  pthread_attr_destroy(&small);
}

}  // namespace base
