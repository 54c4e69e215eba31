// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <exception>

#include "base/log.h"
#include "http/error.h"
#include "http/server/server_impl.h"

namespace http {

// A worker that holds a slot continues with the next queued handshake, so that they run in turn.
void Server::Impl::run_handshakes(Connection& connection, Leadership& watch) {
  const auto entered = handshakes_.try_start(connection);
  if (entered.refused != nullptr) end_handshake(*entered.refused, false);
  if (!entered.has_slot) return;
  promote_follower(watch);
  for (Connection* at = &connection; at != nullptr; at = handshakes_.next_queued()) {
    try {
      step_handshake(*at);
    } catch (const std::exception& broken) {  // of `at`, which need not be `connection`
      base::log(base::Level::error, "http", "a handshake failed", {{"error", broken.what()}});
      poller_.close(*at);
    }
  }
}

void Server::Impl::step_handshake(Connection& connection) {
  if (stopping_ || std::chrono::steady_clock::now() >= *connection.phase_deadline) {
    return end_handshake(connection, false);
  }
  if (connection.looks_like_plaintext()) return reject_plaintext(connection);
  if (connection.is_closed_by_peer()) return end_handshake(connection, false);
  IoStatus progress = IoStatus::broken;
  try {
    if (const auto context = options_.tls->context()) progress = connection.handshake(context);
  } catch (const std::exception&) {  // no memory for another session
  }
  if (progress != IoStatus::would_block) return end_handshake(connection, progress == IoStatus::done);
  poller_.wait_for(connection,
                   connection.handshake_wants_write() ? Wait::handshake_output : Wait::handshake_input,
                   *connection.phase_deadline);
}

void Server::Impl::end_handshake(Connection& connection, bool well) {
  handshakes_.finished(well);
  if (!well) return poller_.close(connection);
  connection.phase = Phase::receiving;
  connection.phase_deadline.reset();
  poller_.wait_for(connection, Wait::request,
                   std::chrono::steady_clock::now() + std::chrono::seconds(options_.keep_alive_seconds));
}

// The user has entered an http:// URL with the TLS port.
void Server::Impl::reject_plaintext(Connection& connection) {
  handshakes_.finished(false);
  connection.downgrade_to_plaintext();
  connection.keep_alive = false;
  connection.has_unread_input = true;
  connection.phase_deadline.reset();
  queue_response(connection, Include::head_and_body,
                 error_response(400, "This port speaks HTTPS: the address begins with https://").response());
  connection.phase = Phase::sending;
  poller_.wait_for(connection, Wait::output,
                   std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
}

}  // namespace http
