// SPDX-License-Identifier: MIT
#pragma once

// Limits the workers that poll for requests (leader/followers pattern) to a number of places, one for each
// core. More leaders would only compete for the cores. A leader that is about to block (on a body, the drive,
// a hash) promotes a follower first, so that polling never stops. The most recent follower is promoted first:
// its stack is still cached, and surplus workers time out.
// Thread safety: any thread may call; a Leadership belongs to its thread.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace http {

class LeaderFollowers {
 public:
  explicit LeaderFollowers(unsigned places) : free_(places) {}
  LeaderFollowers(const LeaderFollowers&) = delete;
  LeaderFollowers& operator=(const LeaderFollowers&) = delete;

  // A thread's claim to a place.
  class Leadership {
   public:
    explicit Leadership(LeaderFollowers& leaders) : leaders_(leaders) {}
    Leadership(const Leadership&) = delete;
    Leadership& operator=(const Leadership&) = delete;
    ~Leadership() { release(); }

    bool acquire(std::chrono::milliseconds longest);  // no-op if held; false when no place becomes free
    bool release();                                   // no-op if not held; false when no follower waits

   private:
    friend class LeaderFollowers;

    LeaderFollowers& leaders_;
    bool on_ = false;
    // Shared, because the notifier may still use it when the notified thread has gone.
    std::shared_ptr<std::condition_variable> called_ = std::make_shared<std::condition_variable>();
  };

  // Adds a place until the next one is released. Returns false when a place is free or no follower waits.
  bool add_temporary_leader();
  std::size_t waiting() const;

 private:
  bool promote_one(std::unique_lock<std::mutex> lock);

  mutable std::mutex mutex_;
  std::vector<Leadership*> waiting_;
  unsigned free_;
  unsigned added_ = 0;
};

}  // namespace http
