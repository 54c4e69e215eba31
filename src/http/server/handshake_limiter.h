// SPDX-License-Identifier: MIT
#pragma once

// Limits the TLS handshakes that are computed at a time. For a few bytes from a client, a handshake costs
// milliseconds of CPU time, tens of them on a small machine. Further handshakes wait without a worker, in
// turn by address, while requests are served.
// Thread safety: any thread may call.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "http/server/fair_slots.h"

namespace http {

class HandshakeLimiter {
 public:
  HandshakeLimiter(unsigned most, std::size_t max_waiting) : slots_(most, max_waiting) {}

  // The caller holds the slot until next_queued() returns null.
  FairSlots::Entered try_start(Connection& connection) {
    return slots_.try_enqueue(connection, {connection.address(), ""});
  }
  Connection* next_queued() { return slots_.leave(); }
  std::vector<Connection*> remove_closed() { return slots_.remove_closed(); }

  // Counts connections between their arrival and the end of their handshake.
  void arrived() { ++open_; }
  void finished(bool well);
  std::size_t open() const { return static_cast<std::size_t>(open_); }
  std::int64_t succeeded() const { return done_; }
  std::int64_t failed() const { return failed_; }

 private:
  FairSlots slots_;
  std::atomic<std::int64_t> open_{0}, done_{0}, failed_{0};
};

}  // namespace http
