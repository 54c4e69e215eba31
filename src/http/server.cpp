// SPDX-License-Identifier: MIT
#include "http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <httplib.h>
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
#include "http/parking.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr unsigned most_workers = 64;
constexpr int accept_queue = 1024;
constexpr std::size_t worker_stack = 512 * 1024;
constexpr auto sweep_every = 500ms;
constexpr auto spare_worker_stays = 10s;
constexpr auto linger = 30s;  // in all
constexpr auto linger_silence = 5s;
constexpr auto stop_patience = 2s;

// The library's accept loop hands each new socket to its queue; ours takes it at once.
class AtOnce final : public httplib::TaskQueue {
 public:
  explicit AtOnce(std::function<void()> on_idle) : on_idle_(std::move(on_idle)) {}
  bool enqueue(std::function<void()> task) override {
    task();
    return true;
  }
  void shutdown() override {}
  void on_idle() override { on_idle_(); }

 private:
  std::function<void()> on_idle_;
};

// What the library reads and writes when it is given an answer to put into words. It reads a request line
// alone: the real head has been read strictly by head.h, and none of its bytes go further. What it writes is
// kept, to be sent in one piece.
class Exchange final : public httplib::Stream {
 public:
  explicit Exchange(std::string& output) : output_(output) {}

  bool is_readable() const override { return !request_.empty(); }
  bool wait_readable() const override { return true; }
  bool wait_writable() const override { return true; }
  ssize_t read(char* to, std::size_t room) override {
    const std::size_t count = request_.copy(to, room);
    request_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* bytes, std::size_t count) override {
    output_.append(bytes, count);
    return static_cast<ssize_t>(count);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }
  time_t duration() const override { return 0; }

 private:
  std::string_view request_ = "GET / HTTP/1.1\r\n\r\n";
  std::string& output_;
};

// The answer this thread is having put into words.
struct Answering {
  Response* response = nullptr;
  bool keep = false;
};
thread_local Answering answering;

void say(httplib::Response& out) {
  Response& response = *answering.response;
  out.status = response.status;
  for (const auto& [name, value] : response.headers) out.set_header(name, value);
  if (response.file) {
    out.set_header("Content-Length", std::to_string(response.file->size));
    out.set_header("Content-Type", std::string(response.content_type));
  } else if (!response.body.empty()) {
    out.set_content(std::move(response.body), std::string(response.content_type));
  }
}

// Whether a connection goes on is decided here, not by the library.
void settle_headers(httplib::Response& out) {
  out.headers.erase("Keep-Alive");
  out.headers.erase("Connection");
  if (!answering.keep) out.set_header("Connection", "close");
  if (out.status == 204 || out.status == 304) out.headers.erase("Content-Length");
}

std::string address_of(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  char text[INET6_ADDRSTRLEN] = "";
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return {};
  if (peer.ss_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof text);
  } else if (peer.ss_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr, text, sizeof text);
  }
  return text;
}

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

class Server::Front final : private httplib::Server {
 public:
  Front(ServerOptions options, Answer answer);
  ~Front() override { stop(); }
  void start();
  void stop();
  std::uint16_t port() const { return port_; }

 private:
  using Phase = Connection::Phase;

  bool process_and_close_socket(socket_t socket) override;
  void tend();

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
  base::Tick swept_{};
  std::atomic<bool> stopping_{false};
  std::atomic<int> idle_{0};
  std::mutex mutex_;
  std::condition_variable left_;
  unsigned workers_ = 0;
  std::thread listener_;
};

Server::Front::Front(ServerOptions options, Answer answer)
    : options_(std::move(options)),
      answer_(std::move(answer)),
      base_workers_(options_.workers > 0 ? options_.workers
                                         : 2 * std::max(1u, std::thread::hardware_concurrency())),
      most_connections_(connections_possible(options_.most_connections)) {
  new_task_queue = [this] { return std::make_unique<AtOnce>([this] { tend(); }).release(); };
  set_tcp_nodelay(true);
  set_idle_interval(sweep_every);
  // The library's default would let a second server take the same port unnoticed (SO_REUSEPORT).
  set_socket_options([](socket_t socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  set_pre_routing_handler([](const httplib::Request&, httplib::Response& out) {
    say(out);
    return HandlerResponse::Handled;
  });
  set_post_routing_handler([](const httplib::Request&, httplib::Response& out) { settle_headers(out); });
}

void Server::Front::start() {
  errno = 0;
  const int bound = options_.port == 0 ? bind_to_any_port(options_.address)
                                       : (bind_to_port(options_.address, options_.port) ? options_.port : -1);
  if (bound < 0) {
    throw CannotListen("cannot listen on " + options_.address + ":" + std::to_string(options_.port) + ": " +
                       std::generic_category().message(errno != 0 ? errno : EADDRINUSE));
  }
  port_ = static_cast<std::uint16_t>(bound);
  ::listen(svr_sock_, accept_queue);  // the library's own is 5
  for (unsigned i = 0; i < base_workers_; ++i) hire();
  listener_ = std::thread([this] { listen_after_bind(); });
  wait_until_ready();
}

void Server::Front::stop() {
  if (!listener_.joinable()) return;
  stopping_ = true;
  httplib::Server::stop();
  listener_.join();
  parking_.close();
  std::unique_lock lock(mutex_);
  if (!left_.wait_for(lock, stop_patience, [this] { return workers_ == 0; })) {
    parking_.shut_all();  // uploads that are still arriving end here
    left_.wait(lock, [this] { return workers_ == 0; });
  }
}

// Called by the accept loop for every new socket.
bool Server::Front::process_and_close_socket(socket_t socket) {
  base::Descriptor accepted(socket);
  tend();
  if (parking_.size() >= most_connections_) return false;
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
  std::string address = address_of(socket);
  try {
    parking_.admit(std::move(accepted), std::move(address),
                   std::chrono::steady_clock::now() + std::chrono::seconds(options_.keep_alive_seconds));
  } catch (const std::exception& broken) {
    base::log(base::Level::error, "http", "a connection cannot be parked", {{"error", broken.what()}});
    return false;
  }
  return true;
}

void Server::Front::tend() {
  const base::Tick now = std::chrono::steady_clock::now();
  if (now - swept_ < sweep_every) return;
  swept_ = now;
  parking_.sweep(now);
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
  answering = {&response, connection.keep};
  Exchange exchange(connection.output);
  bool ignored = false;
  process_request(exchange, {}, 0, {}, 0, false, ignored, nullptr);
  answering = {};
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
