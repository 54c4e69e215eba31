// SPDX-License-Identifier: MIT
#pragma once

// Slots for work that many want at once, and the connections that wait for one, without a thread, in turn by
// address and account. A slot that is given back goes to the next one that waits, never to a newcomer before
// it. Thread safety: any thread may call.

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

  bool try_enter();  // false when all are taken
  struct Entered {
    bool has_slot = false;          // else the connection waits, unless it is
    Connection* refused = nullptr;  // the one that found no room; the caller has it to itself
  };
  Entered try_enqueue(Connection& connection, const base::ShareKey& key);
  // Gives a slot back. The one that has it now, if any waits; the caller has it to itself.
  Connection* leave();
  // Those whose clients have gone, or for which it holds; the caller has them to itself.
  std::vector<Connection*> remove_closed();
  std::vector<Connection*> remove_if(const std::function<bool(const Connection*)>& holds);
  // The keys of those that have waited since then, and of no more than so many.
  std::vector<base::ShareKey> waiting_since(base::SteadyTime then, std::size_t max_keys) const;
  std::size_t waiting() const;

 private:
  mutable std::mutex mutex_;
  unsigned free_;
  base::FairQueue<Connection*> waiting_;
  const Rank rank_;
};

}  // namespace http
