// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <exception>

#include "base/log.h"
#include "http/error.h"
#include "http/server/server_impl.h"

namespace http {

// A worker that has a slot goes on with whoever waits for one, so that they come in turn.
void Server::Impl::shake_hands(Connection& connection, Leadership& watch) {
  const auto entered = handshakes_.begin(connection);
  if (entered.refused != nullptr) end_handshake(*entered.refused, false);
  if (!entered.has_slot) return;
  let_others_look(watch);
  for (Connection* at = &connection; at != nullptr; at = handshakes_.next()) {
    try {
      shake(*at);
    } catch (const std::exception& broken) {  // the one of those in line, not the one this worker came with
      base::log(base::Level::error, "http", "a handshake failed", {{"error", broken.what()}});
      parking_.drop(*at);
    }
  }
}

void Server::Impl::shake(Connection& connection) {
  if (stopping_ || std::chrono::steady_clock::now() >= *connection.until) {
    return end_handshake(connection, false);
  }
  if (connection.speaks_plainly()) return refuse_plain(connection);
  if (connection.is_closed_by_peer()) return end_handshake(connection, false);
  IoStatus progress = IoStatus::broken;
  try {
    if (const auto context = options_.tls->context()) progress = connection.shake_hands(context);
  } catch (const std::exception&) {  // there is no memory for another session
  }
  if (progress != IoStatus::must_wait) return end_handshake(connection, progress == IoStatus::done);
  parking_.park(connection, connection.waits_for_output() ? Wait::handshake_output : Wait::handshake_input,
                *connection.until);
}

void Server::Impl::end_handshake(Connection& connection, bool well) {
  handshakes_.ended(well);
  if (!well) return parking_.drop(connection);
  connection.phase = Phase::receiving;
  connection.until.reset();
  parking_.park(connection, Wait::request,
                std::chrono::steady_clock::now() + std::chrono::seconds(options_.keep_alive_seconds));
}

// Somebody has typed http:// before the address of the other port.
void Server::Impl::refuse_plain(Connection& connection) {
  handshakes_.ended(false);
  connection.give_up_tls();
  connection.keep = false;
  connection.unread = true;
  connection.until.reset();
  write(connection, Include::all,
        detail(400, "This port speaks HTTPS: the address begins with https://").response());
  connection.phase = Phase::sending;
  parking_.park(connection, Wait::output,
                std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
}

}  // namespace http
