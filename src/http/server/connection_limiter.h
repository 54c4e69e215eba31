// SPDX-License-Identifier: MIT
#pragma once

// Which connections go when there are as many as there may be: some of the address that has the most. Idle
// ones go first, then those whose request is half received, then those that read slowly; of each kind the one
// that is nearest to its deadline, which has done nothing for the longest time. Pure.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/server/connection.h"

namespace http {

struct ConnectionCandidate {
  std::string_view address;
  Connection* connection = nullptr;  // none: it counts, but a worker has it
  Wait waits = Wait::request;
  base::SteadyTime::rep deadline = 0;
  std::uint64_t bytes = 0;  // of memory that it holds
};

// At least one where any can go, and at most max_evicted: as many as bring the address that has the most down
// to what the next one has, so that a flood costs one look for many newcomers.
std::vector<Connection*> connections_to_evict(std::span<const ConnectionCandidate> candidates,
                                              std::size_t max_evicted);

// Those to be evicted so that at least so many bytes of memory become free, or all that hold any. First
// answers whose deadline is before `stalled`: nothing was read of them for a while. Then connections of the
// address that holds the most: answers, requests half received, idle ones; of each kind the oldest first.
// None of an address that holds less than half of that.
std::vector<Connection*> connections_to_evict_for_memory(std::span<const ConnectionCandidate> candidates,
                                                         std::uint64_t bytes, base::SteadyTime::rep stalled);

}  // namespace http
