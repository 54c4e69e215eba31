// SPDX-License-Identifier: MIT
#pragma once

// Which connections go when there are as many as there may be: some of the address that has the most. Idle
// ones go first, then those whose request is half received, then those that read slowly; of each kind the one
// that is nearest to its deadline, which has done nothing for the longest time. Pure.

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/connection.h"

namespace http {

struct ConnectionCandidate {
  std::string_view address;
  Connection* connection = nullptr;  // none: it counts, but a worker has it
  Wait waits = Wait::request;
  base::Tick::rep deadline = 0;
};

// At least one where any can go, and at most max_evicted: as many as bring the address that has the most down
// to what the next one has, so that a flood costs one look for many newcomers.
std::vector<Connection*> connections_to_evict(std::span<const ConnectionCandidate> candidates,
                                              std::size_t max_evicted);

}  // namespace http
