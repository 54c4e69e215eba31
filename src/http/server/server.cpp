// SPDX-License-Identifier: MIT
#include "http/server/server.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/parallel.h"
#include "base/text/text.h"
#include "http/error.h"
#include "http/server/server_impl.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr auto spare_worker_stays = 10s;
constexpr auto stop_timeout = 2s;
constexpr auto stalls_after = 2s;  // a response that the client does not read
constexpr std::size_t spare_connections = 16;
constexpr int max_requests_in_a_turn = 4;
// Fewer than the workers, so that slow uploads leave some for other requests.
constexpr unsigned upload_slots = 24;

bool changes_nothing(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

// The limit of each queue. Together, the queues leave room for connections that can be evicted.
std::size_t max_waiting(std::size_t max_connections) {
  return std::clamp<std::size_t>(max_connections / 4, 1, 1024);
}

// Raises the descriptor limit and returns the number of connections that it allows. A connection needs two
// descriptors while a file is sent; some are reserved for the rest of the process.
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

Server::Impl::Impl(ServerOptions options, RequestHandler answer)
    : options_(std::move(options)),
      answer_(std::move(answer)),
      max_connections_(connections_possible(options_.max_connections)),
      poller_(options_.memory, std::chrono::seconds(options_.silence_seconds) - stalls_after),
      slots_(options_.slots, max_waiting(max_connections_), options_.rank),
      uploads_(upload_slots, max_waiting(max_connections_),
               [this](Connection& connection) {
                 connection.has_upload_slot = true;
                 poller_.wait_for(connection, Wait::output, base::SteadyTime::max());
               }),
      handshakes_(std::max(base::cpu_count(), 2U) - 1,  // leaves one core for other work
                  max_waiting(max_connections_)),
      leaders_(options_.leaders > 0 ? options_.leaders : base::cpu_count()),
      workers_(options_.workers > 0 ? options_.workers : 2 * base::cpu_count(), [this] { worker_loop(); }),
      listener_({.on_accept =
                     [this](base::Descriptor socket, std::string address) {
                       add_connection(std::move(socket), std::move(address), false);
                     },
                 .on_tick = [this] { on_tick(); }}),
      tls_listener_({.on_accept =
                         [this](base::Descriptor socket, std::string address) {
                           add_connection(std::move(socket), std::move(address), true);
                         },
                     .on_tick =
                         [this] {
                           if (!options_.plain) on_tick();
                         }}) {}

void Server::Impl::start() {
  if (options_.memory != nullptr) {
    options_.memory->reclaim = [this](std::uint64_t bytes) { poller_.evict_for_memory(bytes); };
  }
  if (options_.plain) port_ = listener_.open(options_.address, options_.port);
  if (options_.tls) tls_port_ = tls_listener_.open(options_.address, options_.tls->port);
  workers_.start();
}

void Server::Impl::stop() {
  if (stopping_.exchange(true)) return;
  listener_.close();
  tls_listener_.close();
  workers_.request_stop();
  poller_.wake_all();
  if (!workers_.join_for(stop_timeout)) poller_.shutdown_all();  // aborts uploads that are still arriving
  workers_.join();
  if (options_.memory != nullptr) options_.memory->reclaim = {};
}

ServerStats Server::Impl::stats() {
  ServerStats figures;
  figures.connections = static_cast<std::int64_t>(poller_.size());
  figures.idle_workers = looking_ + static_cast<std::int64_t>(leaders_.waiting());
  figures.uploads = uploads_.inside();
  figures.waiting_uploads = uploads_.waiting();
  figures.refused_uploads = refused_uploads_;
  figures.evicted_uploads = uploads_.evicted();
  figures.requests = requests_;
  figures.refused_heads = refused_heads_;
  figures.evicted_connections = poller_.evicted();
  figures.evicted_for_memory = poller_.evicted_for_memory();
  figures.refused_connections = refused_connections_;
  figures.handshakes = handshakes_.succeeded();
  figures.failed_handshakes = handshakes_.failed();
  figures.workers = workers_.count();
  figures.postponed = static_cast<std::int64_t>(slots_.waiting());
  figures.refused_postponed = refused_postponed_;
  return figures;
}

void Server::Impl::add_connection(base::Descriptor socket, std::string address, bool secure) {
  if (!has_room(Poller::Among::all, address)) return;
  if (secure && !has_room(Poller::Among::handshakes, address)) return;
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  auto made = std::make_unique<Connection>(std::move(socket), std::move(address), secure);
  const auto timeout =
      std::chrono::seconds(secure ? options_.handshake_seconds : options_.keep_alive_seconds);
  const base::SteadyTime deadline = std::chrono::steady_clock::now() + timeout;
  if (secure) {
    made->phase_deadline = deadline;
    handshakes_.arrived();
  }
  poller_.add(std::move(made), secure ? Wait::handshake_input : Wait::request, deadline);
}

// At the limit, evicts connections of the address that has the most. Until workers have closed them, a
// quarter more connections may exist; beyond that, newcomers wait in the listen backlog. Handshakes leave
// half of the limit to plain requests.
bool Server::Impl::has_room(Poller::Among among, const std::string& newcomer) {
  const bool all = among == Poller::Among::all;
  const std::size_t most = all ? max_connections_ : max_connections_ / 2;
  const auto there = [&] { return all ? poller_.size() : handshakes_.open(); };
  if (there() < most + poller_.leaving(among)) return true;
  const auto crowded = [&] { return there() >= most + most / 4 + spare_connections; };
  for (int i = 0; i < 50 && crowded(); ++i) std::this_thread::sleep_for(1ms);
  const std::string evicted = crowded() ? "" : poller_.evict(among);
  if (evicted.empty()) ++refused_connections_;
  limit_log_.note("connections", evicted.empty() ? newcomer : evicted);
  return !evicted.empty();
}

void Server::Impl::on_tick() {
  poller_.expire(std::chrono::steady_clock::now());
  tend_queues();
  poller_.evict_for_memory(0);
  if (const std::string address = poller_.take_evicted_for_memory(); !address.empty()) {
    limit_log_.note("memory", address);
  }
  // All leaders are blocked, perhaps by a drive that does not respond: one more may poll.
  const std::uint64_t looks = looks_;
  const bool held_up = looking_ == 0 && looks == looks_seen_;
  looks_seen_ = looks;
  if (held_up && !leaders_.add_temporary_leader()) workers_.spawn();
}

// The task of a worker. Returns when no place becomes free or nothing happens for a while.
void Server::Impl::worker_loop() {
  Leadership watch(leaders_);
  while (watch.acquire(spare_worker_stays)) {
    Connection* const connection = poll_once();
    if (connection == nullptr) return;
    handle_event(*connection, watch);
  }
}

Connection* Server::Impl::poll_once() {
  ++looking_;
  Connection* const connection = poller_.next(spare_worker_stays);
  --looking_;
  ++looks_;
  return connection;
}

void Server::Impl::promote_follower(Leadership& watch) {
  if (!watch.release()) workers_.spawn();
}

// The worker owns the connection until it calls wait_for() or close() on it.
void Server::Impl::handle_event(Connection& connection, Leadership& watch) {
  try {
    if (connection.phase == Phase::handshaking) return run_handshakes(connection, watch);
    if (connection.phase == Phase::lingering) return drain_lingering(connection);
    if (connection.phase == Phase::receiving && !receive(connection, watch)) return;
    for (int answered = 0; send_response(connection, watch) && handle_next_request(connection, watch);) {
      if (++answered == max_requests_in_a_turn) return wait_for_turn(connection);
    }
  } catch (const std::exception& broken) {
    base::log(base::Level::error, "http", "a connection failed", {{"error", broken.what()}});
    give_slots_back(connection);
    poller_.close(connection);
  }
}

// Returns true when there is a response to send.
bool Server::Impl::receive(Connection& connection, Leadership& watch) {
  const bool resumed = connection.has_slot || connection.has_upload_slot;  // its request is in `input`
  if (resumed) return handle_next_request(connection, watch);
  const bool ended = connection.receive() == IoStatus::broken;
  if (!ended) return handle_next_request(connection, watch);
  if (!connection.partial) {
    poller_.close(connection);
    return false;
  }
  reject_incomplete_body(connection);
  return true;
}

// Handles the request at the front of the input. Returns false when it is incomplete or deferred.
bool Server::Impl::handle_next_request(Connection& connection, Leadership& watch) {
  if (connection.partial && !connection.partial->has_come(connection.input)) {
    wait_for_rest(connection);
    return false;
  }
  const HeadBoundary end = connection.find_head();
  if (end.refused != 0) {
    reject_malformed(connection, end.refused);
    return true;
  }
  if (end.size > 0) return handle_request(connection, end.size, watch);
  wait_for_head(connection);
  return false;
}

// The deadline is set by the first call; later bytes do not extend it.
void Server::Impl::wait_for_head(Connection& connection) {
  const base::SteadyTime now = std::chrono::steady_clock::now();
  if (connection.input.empty()) {
    std::string().swap(connection.input);  // an idle connection keeps no buffers
    std::string().swap(connection.output);
    return poller_.wait_for(connection, Wait::request,
                            now + std::chrono::seconds(options_.keep_alive_seconds));
  }
  if (!poller_.count_memory(connection)) return refuse_for_memory(connection);
  if (!connection.phase_deadline)
    connection.phase_deadline = now + std::chrono::seconds(options_.head_seconds);
  poller_.wait_for(connection, Wait::rest_of_request, *connection.phase_deadline);
}

// The deadline of a small body is the silence timeout plus the time it takes at the minimum rate.
void Server::Impl::wait_for_rest(Connection& connection) {
  if (!poller_.count_memory(connection)) return refuse_for_memory(connection);
  if (!connection.phase_deadline) {
    const auto at_least_rate = std::chrono::seconds(connection.partial->max_bytes() / min_bytes_per_second);
    connection.phase_deadline =
        std::chrono::steady_clock::now() + at_least_rate + std::chrono::seconds(options_.silence_seconds);
  }
  poller_.wait_for(connection, Wait::rest_of_request, *connection.phase_deadline);
}

// Waits for a small body as for a head, without a worker; most requests have one. Bodies of unknown length,
// or with Expect: 100-continue, wait only once a handler is going to read them (admit()).
bool Server::Impl::await_small_body(Connection& connection, const RequestHead& head, std::size_t head_size) {
  if (!head.length || head.expects_continue || may_come_in_part(head)) return false;
  if (*head.length > max_small_body_bytes || connection.input.size() >= head_size + *head.length)
    return false;
  connection.partial.emplace(head_size, *head.length);
  connection.phase_deadline.reset();
  wait_for_rest(connection);
  return true;
}

// Returns false when the body is still arriving or the request is deferred.
bool Server::Impl::handle_request(Connection& connection, std::size_t head_size, Leadership& watch) {
  for (;;) {
    const Attempt attempt = try_to_answer(connection, head_size, watch);
    if (attempt != Attempt::again) return attempt == Attempt::answered;
  }
}

Request Server::Impl::request_of(const Connection& connection, RequestHead& head) {
  Request request;
  request.method = head.method;
  request.target = head.target;
  const std::size_t mark = std::min(head.target.find('?'), head.target.size());
  request.query = head.target.substr(std::min(mark + 1, head.target.size()));
  request.headers = std::move(head.fields);
  request.address = connection.address();
  if (connection.secure()) request.scheme = "https";
  request.resumed = connection.resumed;
  request.has_slot = connection.has_slot;
  return request;
}

// SlotHolder releases the slot on every exit.
Server::Impl::Attempt Server::Impl::try_to_answer(Connection& connection, std::size_t head_size,
                                                  Leadership& watch) {
  RequestHead head;
  if (const int refused = parse_request_head(connection.input, head_size, head)) {
    reject_malformed(connection, refused);
    return Attempt::answered;
  }
  if (await_small_body(connection, head, head_size)) return Attempt::postponed;
  connection.phase_deadline.reset();
  // A request that may modify something may block: on its body, the drive or a hash.
  if (!changes_nothing(head.method)) promote_follower(watch);

  RequestBody body(connection, head, head_size, uploads_, std::chrono::seconds(options_.silence_seconds));
  Request request = request_of(connection, head);
  const auto path = base::percent_decode(head.target.substr(0, head.target.find('?')));
  request.path = path.value_or("");
  request.body = &body;
  request.about_to_wait = [&] { promote_follower(watch); };
  const SlotHolder slot(*this, connection);
  Response response = path ? answer_(request) : malformed_head(400).response();
  if (response.deferred) return defer(connection, body, *response.deferred);

  ++requests_;
  decide_end(connection, head, body.drain(), response);
  queue_response(connection, head.method == "HEAD" ? Include::head_only : Include::head_and_body,
                 std::move(response));
  connection.input = body.take_leftover();
  give_slots_back(connection);  // if nothing read the body
  connection.partial.reset();
  connection.resumed = connection.continued = false;
  return Attempt::answered;
}

Server::Server(ServerOptions options, RequestHandler answer)
    : front_(std::make_unique<Impl>(std::move(options), std::move(answer))) {}
Server::~Server() = default;
void Server::start() { front_->start(); }
void Server::stop() { front_->stop(); }
std::uint16_t Server::port() const { return front_->port(); }
std::uint16_t Server::tls_port() const { return front_->tls_port(); }
ServerStats Server::stats() const { return front_->stats(); }

}  // namespace http
