// SPDX-License-Identifier: MIT
#pragma once

// Who may compute a TLS handshake now. It takes milliseconds, on a small machine tens of them, for whoever
// sends a few bytes: so many at a time and no more; the others stand in line without a worker, and requests
// are answered beside them. Any thread may call.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>

#include "http/connection.h"

namespace http {

class Handshakes {
 public:
  explicit Handshakes(unsigned most) : free_(most) {}

  // True when the caller has a place now, which it keeps until next() has nobody for it; else the connection
  // stands in line.
  bool begin(Connection& connection);
  Connection* next();

  // From a connection's arrival to the end of its handshake.
  void arrived() { ++open_; }
  void ended(bool well);
  std::size_t open() const { return static_cast<std::size_t>(open_); }
  std::int64_t done() const { return done_; }
  std::int64_t failed() const { return failed_; }

 private:
  std::mutex mutex_;
  unsigned free_;
  std::deque<Connection*> line_;
  std::atomic<std::int64_t> open_{0}, done_{0}, failed_{0};
};

}  // namespace http
