// SPDX-License-Identifier: MIT
// Evictions by Poller: closes idle connections when their number or their memory reaches a limit.
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "http/server/connection_limiter.h"
#include "http/server/poller.h"

namespace http {
namespace {

constexpr std::size_t evicted_at_once = 64;
constexpr std::uint64_t uncounted_bytes = 4096;  // per connection; an idle one holds less
constexpr std::uint64_t large_bytes = 16 * 1024;
constexpr std::chrono::milliseconds look_again(50);

bool is_handshake(Wait waits) { return waits == Wait::handshake_input || waits == Wait::handshake_output; }

bool is_parked(base::SteadyTime::rep deadline) {
  return deadline != base::SteadyTime::max().time_since_epoch().count();
}

}  // namespace

std::vector<ConnectionCandidate> Poller::candidates(Among among) const {
  std::vector<ConnectionCandidate> found;
  found.reserve(connections_.size());
  for (const auto& [socket, connection] : connections_) {
    if (connection->evicted.load(std::memory_order_relaxed) != Connection::Evicted::no) continue;
    const Wait waits = connection->waits.load(std::memory_order_relaxed);
    if (among == Among::handshakes && !is_handshake(waits)) continue;
    const auto deadline = connection->deadline.load(std::memory_order_relaxed);
    found.push_back({connection->address(), is_parked(deadline) ? connection.get() : nullptr, waits, deadline,
                     connection->memory.bytes()});
  }
  return found;
}

// A worker reads the end of input from a socket that is shut down, whatever it waited for. The client of a
// half-received request still gets a response, so its output stays open.
void Poller::evict_these(const std::vector<Connection*>& connections) {
  for (Connection* const one : connections) {
    const Wait waits = one->waits.load(std::memory_order_relaxed);
    one->evicted = is_handshake(waits) ? Connection::Evicted::in_handshake : Connection::Evicted::yes;
    one->evicted_bytes = one->memory.bytes();
    leaving_bytes_ += one->evicted_bytes;
    ++leaving_;
    ++evicted_;
    if (is_handshake(waits)) ++leaving_handshakes_;
    shutdown(one->socket(), waits == Wait::rest_of_request ? SHUT_RD : SHUT_RDWR);
  }
}

std::string Poller::evict(Among among) {
  const std::lock_guard lock(mutex_);
  const std::vector<ConnectionCandidate> all = candidates(among);
  const auto evicted = connections_to_evict(all, std::min(evicted_at_once, all.size() / 64));
  evict_these(evicted);
  return evicted.empty() ? "" : evicted.front()->address();
}

// Evicts an eighth of the limit more than needed, so that not every connection that becomes idle causes a
// scan.
void Poller::evict_for_memory(std::uint64_t bytes) {
  if (memory_ == nullptr || memory_->used() + bytes <= memory_->limit()) return;
  const std::lock_guard lock(mutex_);
  const base::SteadyTime now = std::chrono::steady_clock::now();
  const std::uint64_t limit = memory_->limit(), used = memory_->used() + bytes;
  if (now < next_look_ || used <= limit + leaving_bytes_) return;
  const auto evicted =
      connections_to_evict_for_memory(candidates(Among::all), used - leaving_bytes_ - limit + limit / 8,
                                      (now + timeout_).time_since_epoch().count());
  if (evicted.empty()) next_look_ = now + look_again;
  if (!evicted.empty()) evicted_address_ = evicted.front()->address();
  evict_these(evicted);
  evicted_for_memory_ += static_cast<std::int64_t>(evicted.size());
}

std::string Poller::take_evicted_for_memory() {
  const std::lock_guard lock(mutex_);
  return std::exchange(evicted_address_, {});
}

void Poller::resize_reservation(Connection& connection) {
  const std::uint64_t held = connection.held_bytes(), counted = connection.memory.bytes();
  const std::uint64_t difference = held > counted ? held - counted : counted - held;
  if (difference > uncounted_bytes) connection.memory.resize(held > uncounted_bytes ? held : 0);
}

bool Poller::count_memory(Connection& connection) {
  const std::lock_guard lock(mutex_);
  resize_reservation(connection);
  const bool small = connection.input.capacity() + connection.output.capacity() < large_bytes;
  return memory_ == nullptr || small || memory_->used() <= memory_->limit();
}

std::size_t Poller::leaving(Among among) const {
  const std::lock_guard lock(mutex_);
  return among == Among::all ? leaving_ : leaving_handshakes_;
}

}  // namespace http
