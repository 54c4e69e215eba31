// SPDX-License-Identifier: MIT
#pragma once

// Owns all connections. Idle ones occupy no thread: all workers wait on one epoll set. An event goes to
// exactly one worker (EPOLLONESHOT), which owns the connection until it calls wait_for() or close(). Sockets
// are non-blocking.
// Thread safety: any thread may call; next() is for workers, expire() for one thread.
// Throws: std::system_error.

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
  // Counts the memory of idle connections in `memory`, if given. A response is stalled when its deadline is
  // less than `timeout` away, because the client has not read for a while. Throws std::system_error.
  explicit Poller(base::MemoryBudget* memory = nullptr, base::SteadyTime::duration timeout = {});

  void add(std::unique_ptr<Connection> connection, Wait waits, base::SteadyTime deadline);
  Connection* next(std::chrono::milliseconds longest);  // nullptr: timeout or shutdown
  void wait_for(Connection& connection, Wait waits, base::SteadyTime deadline);
  void close(Connection& connection);  // closes and destroys it

  // Shuts down connections that are past their deadline. A worker then finds them closed.
  void expire(base::SteadyTime now);
  void wake_all();      // next() returns nullptr from now on, in all threads
  void shutdown_all();  // shuts down every connection, idle or not

  // Evicts idle connections to make room (connection_limiter.h): of all, or of those in a handshake. Returns
  // their address, or "" when none can be evicted. A worker soon finds them closed.
  enum class Among { all, handshakes };
  std::string evict(Among among);
  // Evicts connections when the memory in use plus `bytes` exceeds the limit.
  void evict_for_memory(std::uint64_t bytes);
  // Updates the counted memory of a connection. Returns false when it is large and the limit is exceeded.
  bool count_memory(Connection& connection);
  // Returns the address of the latest eviction for memory, once; else "".
  std::string take_evicted_for_memory();
  std::size_t size() const;
  std::int64_t evicted() const { return evicted_; }                        // since the start
  std::int64_t evicted_for_memory() const { return evicted_for_memory_; }  // part of evicted()
  std::size_t leaving(Among among) const;  // evicted connections that are not closed yet

 private:
  void arm(Connection& connection, int operation, Wait waits, base::SteadyTime deadline);
  void resize_reservation(Connection& connection);
  std::vector<ConnectionCandidate> candidates(Among among) const;
  void evict_these(const std::vector<Connection*>& connections);

  base::Descriptor epoll_;
  base::Descriptor closing_;  // an eventfd in the set, readable after wake_all()
  mutable std::mutex mutex_;
  std::atomic<std::int64_t> evicted_{0}, evicted_for_memory_{0};
  std::size_t leaving_ = 0, leaving_handshakes_ = 0;  // evicted ones in connections_
  base::MemoryBudget* const memory_;
  const base::SteadyTime::duration timeout_;
  std::uint64_t leaving_bytes_ = 0;  // that the evicted ones will release
  base::SteadyTime next_look_{};     // the earliest next scan, after one that found nothing to evict
  std::string evicted_address_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;  // by socket
};

}  // namespace http
