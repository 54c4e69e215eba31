// SPDX-License-Identifier: MIT
#pragma once

// Who may compute a TLS handshake now. It takes milliseconds, on a small machine tens of them, for whoever
// sends a few bytes: so many at a time and no more; the others wait without a worker, in turn by address, and
// requests are answered beside them. Any thread may call.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "http/server/fair_slots.h"

namespace http {

class HandshakeLimiter {
 public:
  HandshakeLimiter(unsigned most, std::size_t max_waiting) : slots_(most, max_waiting) {}

  // The slot is the caller's until next_queued() has nobody for it.
  FairSlots::Entered try_start(Connection& connection) {
    return slots_.try_enqueue(connection, {connection.address(), ""});
  }
  Connection* next_queued() { return slots_.leave(); }
  std::vector<Connection*> remove_closed() { return slots_.remove_closed(); }

  // From a connection's arrival to the end of its handshake.
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
