// SPDX-License-Identifier: MIT
#pragma once

// Runs jobs in parallel.
// Thread safety: any thread may call.

#include <cstddef>
#include <functional>

namespace base {

unsigned cpu_count();  // that this process may use (CPU affinity), at least 1

// Runs job(0) … job(count - 1), at most `at_a_time` in parallel, including the calling thread. Returns when
// all have ended, and rethrows the first exception.
void parallel_for(std::size_t count, unsigned at_a_time, const std::function<void(std::size_t)>& job);

// Sets the stack size of threads that start later. The default of 8 MB for each is too much for a 32-bit
// address space. Called at the start of the program.
void set_default_stack_size();

}  // namespace base
