// SPDX-License-Identifier: MIT
// Deferred requests, which wait without a worker for the rest of a small body or for a slot.
#include <utility>

#include "http/error.h"
#include "http/server/server_impl.h"

namespace http {

Server::Impl::SlotHolder::SlotHolder(Impl& front, Connection& connection)
    : front_(front), holds_(std::exchange(connection.has_slot, false)) {}

Server::Impl::SlotHolder::~SlotHolder() {
  if (holds_) front_.give_slot_back();
}

// Leaves the input unchanged, so that the request can be parsed again. Once the connection waits for a slot,
// it may belong to another worker.
Server::Impl::Attempt Server::Impl::defer(Connection& connection, const RequestBody& body,
                                          const Deferred& why) {
  connection.resumed = true;
  if (body.waits_for_rest()) {
    wait_for_rest(connection);
    return Attempt::postponed;
  }
  if (!poller_.count_memory(connection)) {
    refuse_for_memory(connection);
    return Attempt::postponed;
  }
  if (body.waits_for_slot()) return wait_for_upload_slot(connection, body.key());
  if (!body.has_come()) {  // it could not be read a second time
    refuse_later(connection);
    return Attempt::postponed;
  }
  const auto entered = slots_.try_enqueue(connection, {connection.address(), why.account});
  if (entered.has_slot) {
    connection.has_slot = true;
    return Attempt::again;
  }
  if (entered.refused != nullptr) refuse_later(*entered.refused);
  return Attempt::postponed;
}

Server::Impl::Attempt Server::Impl::wait_for_upload_slot(Connection& connection, const base::ShareKey& key) {
  const auto entered = uploads_.enter(connection, key);
  if (entered.has_slot) {
    connection.has_upload_slot = true;
    return Attempt::again;
  }
  if (entered.refused != nullptr) refuse_upload(*entered.refused);
  return Attempt::postponed;
}

// A full queue drops a request of the address with the most waiting ones, which may be the newest of all.
void Server::Impl::refuse_later(Connection& connection) {
  ++refused_postponed_;
  limit_log_.note("sign-ins", connection.address());
  refuse_now(connection, "Too many sign in at once. Try again in a moment.");
}

void Server::Impl::refuse_upload(Connection& connection) {
  ++refused_uploads_;
  limit_log_.note("uploads", connection.address());
  refuse_now(connection, "Too many uploads at once. Try again in a moment.");
}

void Server::Impl::refuse_for_memory(Connection& connection) {
  limit_log_.note("memory", connection.address());
  refuse_now(connection, "There is no memory for this at the moment. Try again.");
}

void Server::Impl::refuse_now(Connection& connection, std::string_view why) {
  std::string().swap(connection.input);
  connection.keep_alive = false;
  connection.has_unread_input = true;
  connection.phase_deadline.reset();
  queue_response(connection, Include::head_and_body, try_again_later(why).response());
  connection.phase = Phase::sending;
  poller_.wait_for(connection, Wait::output,
                   std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
}

// Passes the slot to the next connection whose client is still there. The socket is writable, so a worker
// handles it at once.
void Server::Impl::give_slot_back() {
  while (Connection* const next = slots_.leave()) {
    if (next->is_closed_by_peer()) {
      poller_.close(*next);
      continue;
    }
    next->has_slot = true;
    poller_.wait_for(*next, Wait::output, base::SteadyTime::max());
    return;
  }
}

// Releases the slots that the connection holds and no request uses.
void Server::Impl::give_slots_back(Connection& connection) {
  if (std::exchange(connection.has_slot, false)) give_slot_back();
  if (std::exchange(connection.has_upload_slot, false)) uploads_.leave();
}

// Called twice a second.
void Server::Impl::tend_queues() {
  const base::SteadyTime now = std::chrono::steady_clock::now();
  for (Connection* const one : handshakes_.remove_closed()) end_handshake(*one, false);
  for (Connection* const one : slots_.remove_closed()) poller_.close(*one);
  for (Connection* const one : uploads_.remove_closed()) poller_.close(*one);
  for (Connection* const one : uploads_.remove_overdue(now)) refuse_upload(*one);
  if (const std::string evicted = uploads_.evict_for_waiting(now); !evicted.empty()) {
    limit_log_.note("uploads", evicted);
  }
}

}  // namespace http
