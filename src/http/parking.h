// SPDX-License-Identifier: MIT
#pragma once

// Where connections wait without a thread: one epoll set that all workers wait on. A parked connection is
// handed to exactly one worker (EPOLLONESHOT), which has it alone until it parks or drops it.
//
// Sockets are non-blocking. Any thread may call; next() is for workers, sweep() for one thread.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/files.h"
#include "http/connection.h"

namespace http {

class Parking {
 public:
  Parking();  // throws std::system_error

  void admit(std::unique_ptr<Connection> connection, Wait waits, base::Tick deadline);
  Connection* next(std::chrono::milliseconds longest);  // nullptr: nothing happened, or closing
  void park(Connection& connection, Wait waits, base::Tick deadline);
  void drop(Connection& connection);  // closes it

  // Ends the wait of the overdue: their input is shut, a worker then finds them at their end.
  void sweep(base::Tick now);
  void close();     // next() gives nullptr from now on, everywhere, at once
  void shut_all();  // every connection, parked or not, comes to its end

  // Ends connections that wait (connection_limiter.h), so that others find room; of all, or of those that
  // shake hands. The address whose they were; "" when none can go. A worker finds them at their end, soon.
  enum class Among { all, handshakes };
  std::string evict(Among among);
  std::size_t size() const;
  std::int64_t evicted() const { return evicted_; }  // so far
  std::size_t leaving(Among among) const;            // those of them that have been ended

 private:
  void arm(Connection& connection, int operation, Wait waits, base::Tick deadline);

  base::Descriptor epoll_;
  base::Descriptor closing_;  // an eventfd in the set, readable for ever once closed
  mutable std::mutex mutex_;
  std::atomic<std::int64_t> evicted_{0};
  std::size_t leaving_ = 0, leaving_handshakes_ = 0;                  // of connections_
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;  // by socket
};

}  // namespace http
