// SPDX-License-Identifier: MIT
#pragma once

// Limits the request bodies that workers read at a time. Further ones wait without a worker, in turn by
// address and account, and are refused when they wait too long. While any wait, slots are shared fairly: an
// address or account with more than a waiting one loses its slowest upload (upload_share.h).
// Thread safety: any thread may call; evict_for_waiting() is for one thread.

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
  // A body that is being read. Its reader soon notices an eviction.
  struct Upload {
    base::ShareKey key;
    base::SteadyTime since;
    std::atomic<std::uint64_t> bytes{0};  // received
    std::atomic<bool> evicted{false};
  };
  using Resume = std::function<void(Connection&)>;  // takes over a connection that has a slot now

  UploadSlots(unsigned slots, std::size_t max_waiting, Resume resume)
      : slots_(slots, max_waiting), resume_(std::move(resume)) {}

  bool try_enter() { return slots_.try_enter(); }
  FairSlots::Entered enter(Connection& connection, const base::ShareKey& key);
  // Begins an upload in the caller's slot. end() releases both.
  Upload& begin(base::ShareKey key);
  void end(Upload& upload);
  void leave();  // releases a slot without an upload

  // Evicts uploads for waiting ones. Returns the address of an evicted one, if any. The other two return
  // connections that no longer wait, to be closed or refused.
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
