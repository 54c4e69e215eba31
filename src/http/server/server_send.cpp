// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include "http/error.h"
#include "http/server/server_impl.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr auto linger = 30s;  // in all
constexpr auto linger_silence = 5s;

}  // namespace

void Server::Impl::refuse(Connection& connection, int status) {
  ++refused_heads_;
  connection.keep = false;
  connection.unread = true;
  write(connection, Include::all, bad_head(status).response());
}

// A small body that has not come whole, and will not any more.
void Server::Impl::refuse_body(Connection& connection) {
  std::string().swap(connection.input);
  const bool late = std::chrono::steady_clock::now() >= *connection.until;
  const bool evicted = connection.evicted != Connection::Evicted::no;
  connection.keep = false;
  const HttpError why = evicted ? try_again_later("Too many connections at once. Try again in a moment.")
                        : late  ? body_too_late()
                                : body_cut_off();
  write(connection, Include::all, why.response());
}

// Whether the connection goes on, and how the end of the answer is told (RFC 9112 §6.3). settled: the
// request's body has come to its end.
void Server::Impl::decide_end(Connection& connection, const RequestHead& head, bool settled,
                              Response& response) const {
  connection.keep = head.keep_alive && settled && !stopping_;
  connection.unread = !settled;
  if (response.stream && !response.stream->size) {
    response.stream->chunked = !head.is_http_1_0;
    connection.keep = connection.keep && response.stream->chunked;
  }
  if (connection.keep && head.is_http_1_0) response.with("Connection", "keep-alive");
}

void Server::Impl::write(Connection& connection, Include parts, Response response) {
  if (const std::string_view date = options_.date ? options_.date() : ""; !date.empty()) {
    response.with("Date", std::string(date));
  }
  put_into_words(response, connection.keep, parts, connection.output);
  if (parts != Include::all) return;
  connection.file = std::move(response.file);
  connection.stream = std::move(response.stream);
}

// Sends the answer; true when all of it went and the connection goes on.
bool Server::Impl::deliver(Connection& connection, Leadership& watch) {
  connection.phase = Phase::sending;
  if (connection.stream || (connection.file && !connection.file_at_hand())) let_others_look(watch);
  switch (connection.send()) {
    case IoStatus::must_wait:
      parking_.park(connection, Wait::output,
                    std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
      return false;
    case IoStatus::broken:
      parking_.drop(connection);
      return false;
    case IoStatus::done:
      break;
  }
  if (!connection.keep) {
    finish(connection);
    return false;
  }
  connection.phase = Phase::receiving;
  return true;
}

// Other connections that are ready are served before the answer is sent: one that pipelines requests does not
// keep a worker to itself.
void Server::Impl::wait_for_turn(Connection& connection) {
  connection.phase = Phase::sending;
  parking_.park(connection, Wait::output,
                std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
}

// Closing while the client still sends would reset the connection and take the answer with it.
void Server::Impl::finish(Connection& connection) {
  if (!connection.unread) return parking_.drop(connection);
  connection.half_close();
  connection.phase = Phase::lingering;
  std::string().swap(connection.input);
  connection.until = std::chrono::steady_clock::now() + linger;
  discard(connection);
}

void Server::Impl::discard(Connection& connection) {
  const base::SteadyTime now = std::chrono::steady_clock::now();
  if (connection.discard() == IoStatus::broken || now >= *connection.until) {
    return parking_.drop(connection);
  }
  parking_.park(connection, Wait::request, std::min(*connection.until, now + linger_silence));
}

}  // namespace http
