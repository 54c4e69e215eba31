// SPDX-License-Identifier: MIT
#include "http/server.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "base/text.h"
#include "http/body.h"
#include "http/error.h"
#include "http/head.h"
#include "http/listener.h"
#include "http/parking.h"
#include "http/wording.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr unsigned most_workers = 64;
constexpr std::size_t worker_stack = 512 * 1024;
constexpr auto spare_worker_stays = 10s;
constexpr auto linger = 30s;  // in all
constexpr auto linger_silence = 5s;
constexpr auto stop_patience = 2s;

bool changes_nothing(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::string_view reason(int status) {
  switch (status) {
    case 414:
      return "The request target is too long.";
    case 417:
      return "The expectation cannot be met.";
    case 431:
      return "The request head is too large.";
    case 505:
      return "The HTTP version is not supported.";
    default:
      return "The request is malformed.";
  }
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

class Server::Front {
 public:
  Front(ServerOptions options, Answer answer);
  ~Front() { stop(); }
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  void start();
  void stop();
  std::uint16_t port() const { return port_; }

 private:
  using Phase = Connection::Phase;

  void admit(base::Descriptor socket, std::string address);
  void hire();
  void work();
  bool leave();
  void serve(Connection& connection);
  bool answer_next(Connection& connection);
  void answer(Connection& connection, std::size_t head_size);
  bool deliver(Connection& connection);
  void finish(Connection& connection);
  void discard(Connection& connection);
  void write(Connection& connection, bool head_only, Response response);
  void wait_for_head(Connection& connection);

  const ServerOptions options_;
  const Answer answer_;
  const unsigned base_workers_;
  const std::size_t most_connections_;
  std::uint16_t port_ = 0;
  Parking parking_;
  UploadGates uploads_;
  Wording wording_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> idle_{0};
  std::mutex mutex_;
  std::condition_variable left_;
  unsigned workers_ = 0;
  Listener listener_;
};

Server::Front::Front(ServerOptions options, Answer answer)
    : options_(std::move(options)),
      answer_(std::move(answer)),
      base_workers_(options_.workers > 0 ? options_.workers
                                         : 2 * std::max(1u, std::thread::hardware_concurrency())),
      most_connections_(connections_possible(options_.most_connections)),
      listener_({.take = [this](base::Descriptor socket,
                                std::string address) { admit(std::move(socket), std::move(address)); },
                 .tend = [this] { parking_.sweep(std::chrono::steady_clock::now()); }}) {}

void Server::Front::start() {
  port_ = listener_.open(options_.address, options_.port);
  for (unsigned i = 0; i < base_workers_; ++i) hire();
}

void Server::Front::stop() {
  if (stopping_.exchange(true)) return;
  listener_.close();
  parking_.close();
  std::unique_lock lock(mutex_);
  if (!left_.wait_for(lock, stop_patience, [this] { return workers_ == 0; })) {
    parking_.shut_all();  // uploads that are still arriving end here
    left_.wait(lock, [this] { return workers_ == 0; });
  }
}

void Server::Front::admit(base::Descriptor socket, std::string address) {
  if (parking_.size() >= most_connections_) return;
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  parking_.admit(std::move(socket), std::move(address),
                 std::chrono::steady_clock::now() + std::chrono::seconds(options_.keep_alive_seconds));
}

void Server::Front::hire() {
  {
    const std::lock_guard lock(mutex_);
    if (workers_ >= most_workers) return;
    ++workers_;
  }
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, worker_stack);
  pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
  pthread_t thread{};
  const int failed = pthread_create(
      &thread, &small,
      [](void* front) -> void* {
        static_cast<Front*>(front)->work();
        return nullptr;
      },
      this);
  pthread_attr_destroy(&small);
  if (failed != 0) {
    const std::lock_guard lock(mutex_);
    --workers_;
  }
}

void Server::Front::work() {
  for (;;) {
    ++idle_;
    Connection* connection = parking_.next(spare_worker_stays);
    --idle_;
    if (connection != nullptr) {
      serve(*connection);
    } else if (leave()) {
      return;
    }
  }
}

// A worker that found nothing to do goes when the server stops or there are more than the base.
bool Server::Front::leave() {
  const std::lock_guard lock(mutex_);
  if (!stopping_ && workers_ <= base_workers_) return false;
  --workers_;
  left_.notify_all();
  return true;
}

// A worker has the connection to itself from here until it is parked or dropped.
void Server::Front::serve(Connection& connection) {
  try {
    if (connection.phase == Phase::lingering) return discard(connection);
    if (connection.phase == Phase::receiving) {
      if (connection.receive() == Progress::broken) return parking_.drop(connection);
      if (!answer_next(connection)) return;
    }
    while (deliver(connection) && answer_next(connection)) {
    }
  } catch (const std::exception& broken) {
    base::log(base::Level::error, "http", "a connection failed", {{"error", broken.what()}});
    parking_.drop(connection);
  }
}

// Answers the request at the front of what has come; false when it is not whole yet and the connection
// parked.
bool Server::Front::answer_next(Connection& connection) {
  const HeadEnd end = connection.look_for_head();
  if (end.refused == 0 && end.size == 0) {
    wait_for_head(connection);
    return false;
  }
  connection.head_until.reset();
  if (end.refused != 0) {
    connection.keep = false;
    connection.unread = true;
    write(connection, false, detail(end.refused, reason(end.refused)).response());
  } else {
    answer(connection, end.size);
  }
  return true;
}

void Server::Front::wait_for_head(Connection& connection) {
  const base::Tick now = std::chrono::steady_clock::now();
  base::Tick until = now + std::chrono::seconds(options_.keep_alive_seconds);
  if (connection.input.empty()) {
    std::string().swap(connection.input);  // a silent connection keeps no buffer
  } else {
    if (!connection.head_until) connection.head_until = now + std::chrono::seconds(options_.head_seconds);
    until = *connection.head_until;
  }
  parking_.park(connection, Parking::For::input, until);
}

void Server::Front::answer(Connection& connection, std::size_t head_size) {
  Head head;
  if (const int refused = read_head(connection.input, head_size, head)) {
    connection.keep = false;
    connection.unread = true;
    return write(connection, false, detail(refused, reason(refused)).response());
  }
  // A request that may change something may wait: for its body, for the drive, for a hash. Before one begins,
  // another worker must be there for the rest of the hall.
  if (!changes_nothing(head.method) && idle_ == 0) hire();

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
  request.body = &body;
  Response response = path ? answer_(request) : detail(400, reason(400)).response();

  const bool settled = body.settle();
  connection.keep = head.keep_alive && settled && !stopping_;
  connection.unread = !settled;
  write(connection, head.method == "HEAD", std::move(response));
  connection.input = body.rest();
}

void Server::Front::write(Connection& connection, bool head_only, Response response) {
  wording_.write(response, connection.keep, connection.output);
  if (head_only) {
    connection.output.resize(connection.output.find("\r\n\r\n") + 4);
  } else {
    connection.file = std::move(response.file);
  }
}

// Sends the answer; true when all of it went and the connection goes on.
bool Server::Front::deliver(Connection& connection) {
  connection.phase = Phase::sending;
  switch (connection.send()) {
    case Progress::must_wait:
      parking_.park(connection, Parking::For::output,
                    std::chrono::steady_clock::now() + std::chrono::seconds(options_.silence_seconds));
      return false;
    case Progress::broken:
      parking_.drop(connection);
      return false;
    case Progress::done:
      break;
  }
  if (!connection.keep) {
    finish(connection);
    return false;
  }
  connection.phase = Phase::receiving;
  return true;
}

// Closing while the client still sends would reset the connection and take the answer with it.
void Server::Front::finish(Connection& connection) {
  if (!connection.unread) return parking_.drop(connection);
  connection.half_close();
  connection.phase = Phase::lingering;
  connection.head_until = std::chrono::steady_clock::now() + linger;
  discard(connection);
}

void Server::Front::discard(Connection& connection) {
  const base::Tick now = std::chrono::steady_clock::now();
  if (connection.discard() == Progress::broken || now >= *connection.head_until) {
    return parking_.drop(connection);
  }
  parking_.park(connection, Parking::For::input, std::min(*connection.head_until, now + linger_silence));
}

Server::Server(ServerOptions options, Answer answer)
    : front_(std::make_unique<Front>(std::move(options), std::move(answer))) {}
Server::~Server() = default;
void Server::start() { front_->start(); }
void Server::stop() { front_->stop(); }
std::uint16_t Server::port() const { return front_->port(); }

}  // namespace http
