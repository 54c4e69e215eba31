// SPDX-License-Identifier: MIT
#pragma once

// A limited number of slots, and a queue of connections that wait for one without a worker. The queue is fair
// by address and account. A released slot goes to the next connection in the queue, never to a newcomer.
// Thread safety: any thread may call.

#include <cstddef>
#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/fair_queue.h"
#include "http/server/connection.h"

namespace http {

class FairSlots {
 public:
  using Rank = std::function<int(std::string_view address)>;  // lower ones come first

  FairSlots(
      unsigned slots, std::size_t max_waiting, Rank rank = [](std::string_view) { return 0; })
      : free_(slots), waiting_(max_waiting), rank_(std::move(rank)) {}

  bool try_enter();  // false when all are in use
  struct Entered {
    bool has_slot = false;          // false: the connection waits, unless it is `refused`
    Connection* refused = nullptr;  // dropped from the queue; the caller now owns it
  };
  Entered try_enqueue(Connection& connection, const base::ShareKey& key);
  // Releases a slot. Returns the waiting connection that receives it, if any; the caller now owns it.
  Connection* leave();
  // Removes and returns connections whose client has disconnected, or for which `holds` is true. The caller
  // now owns them.
  std::vector<Connection*> remove_closed();
  std::vector<Connection*> remove_if(const std::function<bool(const Connection*)>& holds);
  // Returns the keys of connections that have waited since `then` or earlier, at most `max_keys`.
  std::vector<base::ShareKey> waiting_since(base::SteadyTime then, std::size_t max_keys) const;
  std::size_t waiting() const;

 private:
  mutable std::mutex mutex_;
  unsigned free_;
  base::FairQueue<Connection*> waiting_;
  const Rank rank_;
};

}  // namespace http
