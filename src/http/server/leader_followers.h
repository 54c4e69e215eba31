// SPDX-License-Identifier: MIT
#pragma once

// Who looks for the next request: at any time as many workers as there are places, which is one for each
// core. More would only push each other off the cores. Whoever is about to wait (for a body, the drive, a
// hash) hands its place on first, so that somebody always looks.
//
// The worker that came last is called first: its stack is still in the cache, and those not needed get to
// notice it. Any thread may call; a Leadership is its thread's own.

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

  // One thread's claim to a place.
  class Leadership {
   public:
    explicit Leadership(LeaderFollowers& leaders) : leaders_(leaders) {}
    Leadership(const Leadership&) = delete;
    Leadership& operator=(const Leadership&) = delete;
    ~Leadership() { release(); }

    bool acquire(std::chrono::milliseconds longest);  // unless it has one; false when none came free
    bool release();                                   // if it has one; false when nobody waited for it

   private:
    friend class LeaderFollowers;

    LeaderFollowers& leaders_;
    bool on_ = false;
    // Shared, as who calls is still at the signal when the called one may have gone.
    std::shared_ptr<std::condition_variable> called_ = std::make_shared<std::condition_variable>();
  };

  // One place more, unless one is free, until the next is given back; false when nobody waited for it.
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
