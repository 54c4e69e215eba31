// SPDX-License-Identifier: MIT
#include "http/server.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include "base/log.h"
#include "base/parallel.h"
#include "base/text.h"
#include "http/error.h"
#include "http/front.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr auto spare_worker_stays = 10s;
constexpr auto stop_patience = 2s;

bool changes_nothing(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool may_come_in_part(const Head& head) {
  const auto type = std::ranges::find(head.fields, "content-type", &Headers::value_type::first);
  return type != head.fields.end() && is_piece_of_file(type->second);
}

// As many as the system has descriptors for: a connection takes two when it is sent a file, and the rest of
// the process keeps some for itself.
std::size_t connections_possible(std::size_t wanted) {
  constexpr std::size_t kept_back = 200;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t possible = (std::max<rlim_t>(limit.rlim_max, 2 * kept_back) - kept_back) / 2;
  return static_cast<std::size_t>(std::min<rlim_t>(wanted, possible));
}

}  // namespace

Server::Front::Front(ServerOptions options, Answer answer, Ready ready)
    : options_(std::move(options)),
      answer_(std::move(answer)),
      ready_(std::move(ready)),
      most_connections_(connections_possible(options_.most_connections)),
      handshakes_(std::max(base::cores(), 2U) - 1),  // the others have a core for themselves
      lookout_(options_.lookouts > 0 ? options_.lookouts : base::cores()),
      workers_(options_.workers > 0 ? options_.workers : 2 * base::cores(), [this] { shift(); }),
      listener_({.take = [this](base::Descriptor socket,
                                std::string address) { admit(std::move(socket), std::move(address), false); },
                 .tend = [this] { tend(); }}),
      tls_listener_(
          {.take = [this](base::Descriptor socket,
                          std::string address) { admit(std::move(socket), std::move(address), true); },
           .tend = [] {}}) {}

void Server::Front::start() {
  port_ = listener_.open(options_.address, options_.port);
  if (options_.tls) tls_port_ = tls_listener_.open(options_.address, options_.tls->port);
  workers_.start();
}

void Server::Front::stop() {
  if (stopping_.exchange(true)) return;
  listener_.close();
  tls_listener_.close();
  workers_.dismiss();
  parking_.close();
  if (!workers_.gone_within(stop_patience)) parking_.shut_all();  // uploads that are still arriving end here
  workers_.wait_until_gone();
}

ServerFigures Server::Front::figures() {
  ServerFigures figures;
  figures.connections = static_cast<std::int64_t>(parking_.size());
  figures.idle_workers = looking_ + static_cast<std::int64_t>(lookout_.waiting());
  figures.uploads = uploads_.large.inside();
  figures.refused_uploads = uploads_.large.refused() + uploads_.awaited.refused();
  figures.requests = requests_;
  figures.refused_heads = refused_heads_;
  figures.handshakes = handshakes_.done();
  figures.failed_handshakes = handshakes_.failed();
  figures.workers = workers_.count();
  const std::lock_guard lock(postponed_mutex_);
  figures.postponed = static_cast<std::int64_t>(postponed_.size());
  return figures;
}

void Server::Front::admit(base::Descriptor socket, std::string address, bool secure) {
  if (parking_.size() >= most_connections_) return;
  if (secure && handshakes_.open() >= most_connections_ / 2) return;  // some are left for plain requests
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  auto made = std::make_unique<Connection>(std::move(socket), std::move(address), secure);
  const auto patience =
      std::chrono::seconds(secure ? options_.handshake_seconds : options_.keep_alive_seconds);
  const base::Tick deadline = std::chrono::steady_clock::now() + patience;
  if (secure) {
    made->until = deadline;
    handshakes_.arrived();
  }
  parking_.admit(std::move(made), deadline);
}

void Server::Front::tend() {
  parking_.sweep(std::chrono::steady_clock::now());
  recall();
  // Everybody on watch is held up, by a drive that does not answer perhaps: one more may look.
  const std::uint64_t looks = looks_;
  const bool held_up = looking_ == 0 && looks == looks_seen_;
  looks_seen_ = looks;
  if (held_up && !lookout_.add_for_a_while()) workers_.hire();
}

// A worker's time between waiting for its place and finding nothing to do.
void Server::Front::shift() {
  Watch watch(lookout_);
  while (watch.take(spare_worker_stays)) {
    Connection* const connection = look();
    if (connection == nullptr) return;
    serve(*connection, watch);
  }
}

Connection* Server::Front::look() {
  ++looking_;
  Connection* const connection = parking_.next(spare_worker_stays);
  --looking_;
  ++looks_;
  return connection;
}

void Server::Front::let_others_look(Watch& watch) {
  if (!watch.hand_on()) workers_.hire();
}

// A worker has the connection to itself from here until it is parked or dropped.
void Server::Front::serve(Connection& connection, Watch& watch) {
  try {
    if (connection.phase == Phase::shaking_hands) return shake_hands(connection, watch);
    if (connection.phase == Phase::lingering) return discard(connection);
    if (connection.phase == Phase::receiving) {
      const bool ended = connection.receive() == Progress::broken;
      if (ended && !connection.head_whole) return parking_.drop(connection);
      if (ended) {
        refuse_body(connection);
      } else if (!answer_next(connection, watch)) {
        return;
      }
    }
    while (deliver(connection, watch) && answer_next(connection, watch)) {
    }
  } catch (const std::exception& broken) {
    base::log(base::Level::error, "http", "a connection failed", {{"error", broken.what()}});
    parking_.drop(connection);
  }
}

// Answers the request at the front of what has come; false when it is not whole yet, or put off.
bool Server::Front::answer_next(Connection& connection, Watch& watch) {
  const HeadEnd end = connection.look_for_head();
  if (end.refused != 0) {
    refuse(connection, end.refused);
    return true;
  }
  if (end.size > 0) return answer(connection, end.size, watch);
  wait_for_more(connection, std::chrono::seconds(options_.head_seconds));
  return false;
}

// The time for the rest runs from the first call: a byte now and then does not lengthen it.
void Server::Front::wait_for_more(Connection& connection, std::chrono::seconds longest) {
  const base::Tick now = std::chrono::steady_clock::now();
  if (connection.input.empty()) {
    std::string().swap(connection.input);  // a silent connection keeps no buffer
    return parking_.park(connection, Parking::For::input,
                         now + std::chrono::seconds(options_.keep_alive_seconds));
  }
  if (!connection.until) connection.until = now + longest;
  parking_.park(connection, Parking::For::input, *connection.until);
}

// A small body is waited for like a head, without a worker: most requests of a hall are such.
bool Server::Front::wait_for_small_body(Connection& connection, const Head& head, std::size_t head_size) {
  if (!head.length || head.expects_continue || may_come_in_part(head)) return false;
  if (*head.length > most_head_bytes || connection.input.size() >= head_size + *head.length) return false;
  if (!connection.head_whole) {
    connection.head_whole = true;
    connection.until.reset();
  }
  // Silence, and as long as the body takes at the least rate.
  const auto at_least_rate = std::chrono::seconds(*head.length / least_bytes_a_second);
  wait_for_more(connection, std::chrono::seconds(options_.silence_seconds) + at_least_rate);
  return true;
}

// False when the body is still waited for or the answer postponed.
bool Server::Front::answer(Connection& connection, std::size_t head_size, Watch& watch) {
  Head head;
  if (const int refused = read_head(connection.input, head_size, head)) {
    refuse(connection, refused);
    return true;
  }
  if (wait_for_small_body(connection, head, head_size)) return false;
  connection.until.reset();
  connection.head_whole = false;
  // A request that may change something may wait: for its body, for the drive, for a hash.
  if (!changes_nothing(head.method)) let_others_look(watch);

  ConnectionBody body(connection, head, head_size, uploads_, std::chrono::seconds(options_.silence_seconds));
  Request request;
  request.method = head.method;
  request.target = head.target;
  const std::size_t mark = std::min(head.target.find('?'), head.target.size());
  const auto path = base::percent_decode(head.target.substr(0, mark));
  request.path = path.value_or("");
  request.query = head.target.substr(std::min(mark + 1, head.target.size()));
  request.headers = std::move(head.fields);
  request.address = connection.address();
  if (connection.secure()) request.scheme = "https";
  request.body = &body;
  request.about_to_wait = [&] { let_others_look(watch); };
  Response response = path ? answer_(request) : bad_head(400).response();
  if (response.postponed) {
    postpone(connection);
    return false;
  }

  ++requests_;
  const bool settled = body.settle();
  connection.keep = head.keep_alive && settled && !stopping_;
  connection.unread = !settled;
  write(connection, head.method == "HEAD" ? Parts::head : Parts::all, std::move(response));
  connection.input = body.rest();
  recall();
  return true;
}

// Its input stays as it is: the same request is found there again.
void Server::Front::postpone(Connection& connection) {
  {
    const std::lock_guard lock(postponed_mutex_);
    postponed_.push_back(&connection);
  }
  recall();  // what it waits for may have come in between
}

// The first in line goes back among those a worker looks after: a socket that can be written to is looked
// after at once.
void Server::Front::recall() {
  Connection* first = nullptr;
  {
    const std::lock_guard lock(postponed_mutex_);
    if (postponed_.empty() || !ready_()) return;
    first = postponed_.front();
    postponed_.pop_front();
  }
  parking_.park(*first, Parking::For::output, base::Tick::max());
}

Server::Server(ServerOptions options, Answer answer, Ready ready)
    : front_(std::make_unique<Front>(std::move(options), std::move(answer), std::move(ready))) {}
Server::~Server() = default;
void Server::start() { front_->start(); }
void Server::stop() { front_->stop(); }
std::uint16_t Server::port() const { return front_->port(); }
std::uint16_t Server::tls_port() const { return front_->tls_port(); }
ServerFigures Server::figures() const { return front_->figures(); }

}  // namespace http
