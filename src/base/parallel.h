// SPDX-License-Identifier: MIT
#pragma once

// Several things at once. Any thread may call.

#include <cstddef>
#include <functional>

namespace base {

unsigned cpu_count();  // that this process may use, at least 1: fewer than the machine has when it is pinned

// Runs job(0) … job(count - 1), at most so many at a time; this thread takes its part. Returns when all have
// ended; what the first of them threw is thrown here.
void parallel_for(std::size_t count, unsigned at_a_time, const std::function<void(std::size_t)>& job);

// What a thread that is started from now on gets as its stack: the system's 8 MB, times all of them, is too
// much of a 32-bit address space. For the start of the program.
void set_default_stack_size();

}  // namespace base
