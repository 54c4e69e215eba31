// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include "http/error.h"
#include "http/server/server_impl.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr auto linger = 30s;  // in total
constexpr auto linger_silence = 5s;

}  // namespace

void Server::Impl::reject_malformed(Connection& connection, int status) {
  ++refused_heads_;
  connection.keep_alive = false;
  connection.has_unread_input = true;
  queue_response(connection, Include::head_and_body, malformed_head(status).response());
}

// Responds to a request whose small body will not arrive completely.
void Server::Impl::reject_incomplete_body(Connection& connection) {
  std::string().swap(connection.input);
  const bool late = std::chrono::steady_clock::now() >= *connection.phase_deadline;
  const bool evicted = connection.evicted != Connection::Evicted::no;
  connection.keep_alive = false;
  const HttpError why = evicted ? try_again_later("Too many connections at once. Try again in a moment.")
                        : late  ? body_timeout()
                                : body_truncated();
  queue_response(connection, Include::head_and_body, why.response());
}

// Decides whether the connection persists and how the response is delimited (RFC 9112 §6.3). settled: the end
// of the request body has been reached.
void Server::Impl::decide_end(Connection& connection, const RequestHead& head, bool settled,
                              Response& response) const {
  connection.keep_alive = head.keep_alive && settled && !stopping_;
  connection.has_unread_input = !settled;
  if (response.stream && !response.stream->size) {
    response.stream->chunked = !head.is_http_1_0;
    connection.keep_alive = connection.keep_alive && response.stream->chunked;
  }
  if (connection.keep_alive && head.is_http_1_0) response.with_header("Connection", "keep-alive");
}

void Server::Impl::queue_response(Connection& connection, Include parts, Response response) {
  if (const std::string_view date = options_.date ? options_.date() : ""; !date.empty()) {
    response.with_header("Date", std::string(date));
  }
  write_response_head(response, connection.keep_alive, parts, connection.output);
  if (parts != Include::head_and_body) return;
  connection.file = std::move(response.file);
  connection.stream = std::move(response.stream);
}

// Sends the response. Returns true when all of it is sent and the connection persists.
bool Server::Impl::send_response(Connection& connection, Leadership& watch) {
  connection.phase = Phase::sending;
  if (connection.stream || (connection.file && !connection.file_is_cached())) promote_follower(watch);
  switch (connection.send()) {
    case IoStatus::would_block:
      poller_.wait_for(connection, Wait::output,
                       std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
      return false;
    case IoStatus::broken:
      poller_.close(connection);
      return false;
    case IoStatus::done:
      break;
  }
  if (!connection.keep_alive) {
    close_connection(connection);
    return false;
  }
  connection.phase = Phase::receiving;
  return true;
}

// Other ready connections are served before the response is sent, so that a client that pipelines requests
// does not monopolise a worker.
void Server::Impl::wait_for_turn(Connection& connection) {
  connection.phase = Phase::sending;
  poller_.wait_for(connection, Wait::output,
                   std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
}

// Closing while the client still sends would reset the connection and discard the response.
void Server::Impl::close_connection(Connection& connection) {
  if (!connection.has_unread_input) return poller_.close(connection);
  connection.half_close();
  connection.phase = Phase::lingering;
  std::string().swap(connection.input);
  connection.phase_deadline = std::chrono::steady_clock::now() + linger;
  drain_lingering(connection);
}

void Server::Impl::drain_lingering(Connection& connection) {
  const base::SteadyTime now = std::chrono::steady_clock::now();
  if (connection.discard_input() == IoStatus::broken || now >= *connection.phase_deadline) {
    return poller_.close(connection);
  }
  poller_.wait_for(connection, Wait::request, std::min(*connection.phase_deadline, now + linger_silence));
}

}  // namespace http
