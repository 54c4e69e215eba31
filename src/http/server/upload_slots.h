// SPDX-License-Identifier: MIT
#pragma once

// The bodies that workers read at a time; more of them wait without a worker, in turn by address and account.
// Slots are shared out only while somebody waits: whoever has more than another who waits gives one up, first
// of addresses, then of accounts behind one address. The slowest one goes. What waits too long is refused.
// Thread safety: any thread may call; evict_for_waiting() is one thread's.

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/server/fair_slots.h"

namespace http {

class UploadSlots {
 public:
  // A body that is read in a slot. The reader notices soon that it has been evicted.
  struct Upload {
    base::ShareKey key;
    base::SteadyTime since;
    std::atomic<std::uint64_t> bytes{0};  // that have come
    std::atomic<bool> evicted{false};
  };
  using Resume = std::function<void(Connection&)>;  // it has a slot now; the caller has it to itself

  UploadSlots(unsigned slots, std::size_t max_waiting, Resume resume)
      : slots_(slots, max_waiting), resume_(std::move(resume)) {}

  bool try_enter() { return slots_.try_enter(); }
  FairSlots::Entered enter(Connection& connection, const base::ShareKey& key);
  // The upload that has the slot of the caller, who gives both back.
  Upload& begin(base::ShareKey key);
  void end(Upload& upload);
  void leave();  // gives back the slot alone

  // The address of one that was evicted, if any; and those that wait no more, to be refused or dropped.
  std::string evict_for_waiting(base::SteadyTime now);
  std::vector<Connection*> remove_closed() { return slots_.remove_closed(); }
  std::vector<Connection*> remove_overdue(base::SteadyTime now);

  std::int64_t inside() const;
  std::int64_t waiting() const { return static_cast<std::int64_t>(slots_.waiting()); }
  std::int64_t evicted() const { return evicted_; }

 private:
  FairSlots slots_;
  const Resume resume_;
  mutable std::mutex mutex_;
  std::list<Upload> uploads_;
  std::atomic<std::int64_t> evicted_{0};
};

}  // namespace http
