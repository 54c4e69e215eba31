// SPDX-License-Identifier: MIT
#pragma once

// Selects the connections to evict when the connection or memory limit is reached. At the connection limit,
// they are of the address with the most connections: idle ones first, then half-received requests, then slow
// readers. Within a kind, the connection nearest to its deadline goes first, because it has been inactive
// longest.
// Thread safety: any thread may call.

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
  Connection* connection = nullptr;  // null: counted, but in use by a worker
  Wait waits = Wait::request;
  base::SteadyTime::rep deadline = 0;
  std::uint64_t bytes = 0;  // of memory that it holds
};

// Returns at least one connection where any can be evicted, and at most max_evicted. Reduces the largest
// address to the size of the second largest, so that one scan makes room for many newcomers in a flood.
std::vector<Connection*> connections_to_evict(std::span<const ConnectionCandidate> candidates,
                                              std::size_t max_evicted);

// Returns connections to evict so that at least `bytes` of memory become free, or all that qualify. Stalled
// responses go first: their deadline is before `stalled`, because the client has not read for a while. Then
// come connections of the address that holds the most memory: responses, half-received requests, idle ones.
// Within a kind, the oldest goes first. Apart from stalled responses, addresses that hold less than half of
// the largest share are spared.
std::vector<Connection*> connections_to_evict_for_memory(std::span<const ConnectionCandidate> candidates,
                                                         std::uint64_t bytes, base::SteadyTime::rep stalled);

}  // namespace http
