// SPDX-License-Identifier: MIT
#pragma once

// Where connections wait without a thread: one epoll set that all workers wait on. A parked connection is
// handed to exactly one worker (EPOLLONESHOT), which has it alone until it parks or drops it.
//
// Sockets are non-blocking. Any thread may call; next() is for workers, expire() for one thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "http/server/connection.h"
#include "http/server/connection_limiter.h"

namespace http {

class Poller {
 public:
  // What parked connections hold is counted in `memory`, if there is one. An answer of which nothing was read
  // since its deadline was `timeout` ahead is stalled. Throws std::system_error.
  explicit Poller(base::MemoryBudget* memory = nullptr, base::SteadyTime::duration timeout = {});

  void add(std::unique_ptr<Connection> connection, Wait waits, base::SteadyTime deadline);
  Connection* next(std::chrono::milliseconds longest);  // nullptr: nothing happened, or closing
  void wait_for(Connection& connection, Wait waits, base::SteadyTime deadline);
  void close(Connection& connection);  // closes it

  // Ends the wait of the overdue: their input is shut, a worker then finds them at their end.
  void expire(base::SteadyTime now);
  void wake_all();      // next() gives nullptr from now on, everywhere, at once
  void shutdown_all();  // every connection, parked or not, comes to its end

  // Ends connections that wait (connection_limiter.h), so that others find room; of all, or of those that
  // shake hands. The address whose they were; "" when none can go. A worker finds them at their end, soon.
  enum class Among { all, handshakes };
  std::string evict(Among among);
  // The same where more memory is counted than there may be, or would be with so many bytes more.
  void evict_for_memory(std::uint64_t bytes);
  // Counts what a connection holds that is not going to be parked; false when that is much and too much.
  bool count_memory(Connection& connection);
  // The address that such an eviction was for the last time, once; "".
  std::string take_evicted_for_memory();
  std::size_t size() const;
  std::int64_t evicted() const { return evicted_; }                        // so far
  std::int64_t evicted_for_memory() const { return evicted_for_memory_; }  // of them
  std::size_t leaving(Among among) const;  // those of them that have been ended

 private:
  void arm(Connection& connection, int operation, Wait waits, base::SteadyTime deadline);
  void resize_reservation(Connection& connection);
  std::vector<ConnectionCandidate> candidates(Among among) const;
  void evict_these(const std::vector<Connection*>& connections);

  base::Descriptor epoll_;
  base::Descriptor closing_;  // an eventfd in the set, readable for ever once closed
  mutable std::mutex mutex_;
  std::atomic<std::int64_t> evicted_{0}, evicted_for_memory_{0};
  std::size_t leaving_ = 0, leaving_handshakes_ = 0;  // of connections_
  base::MemoryBudget* const memory_;
  const base::SteadyTime::duration timeout_;
  std::uint64_t leaving_bytes_ = 0;  // that those of them give back
  base::SteadyTime next_look_{};     // for memory to be given back, where there was none
  std::string evicted_address_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;  // by socket
};

}  // namespace http
