// SPDX-License-Identifier: MIT
#pragma once

// Callbacks by which long work reports its progress: first the number of steps, then each step when it is
// done. A callback may throw to cancel the work, which passes the exception on.
// Thread safety: work that runs on several threads calls step on each of them.

#include <cstddef>
#include <functional>

namespace base {

struct Progress {
  std::function<void(std::size_t total)> begin = [](std::size_t) {};
  std::function<void()> step = [] {};
};

}  // namespace base
