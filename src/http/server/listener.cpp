// SPDX-License-Identifier: MIT
#include "http/server/listener.h"

#include <arpa/inet.h>
#include <httplib.h>

#include <chrono>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "http/server/server.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr auto tick_interval = 500ms;
constexpr int accept_queue = 1024;  // many devices connect at once

// cpp-httplib's accept loop enqueues a task for each new socket; this queue runs it at once.
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

}  // namespace

class Listener::Port final : private httplib::Server {
 public:
  explicit Port(Callbacks calls) : calls_(std::move(calls)) {
    new_task_queue = [this] { return std::make_unique<AtOnce>([this] { on_tick(); }).release(); };
    set_tcp_nodelay(true);
    set_idle_interval(tick_interval);
    // cpp-httplib's default (SO_REUSEPORT) would let a second server bind the same port unnoticed.
    set_socket_options([](socket_t socket) {
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
  }
  ~Port() override { close(); }

  std::uint16_t open(const std::string& address, std::uint16_t port) {
    errno = 0;
    const int bound = port == 0 ? bind_to_any_port(address) : (bind_to_port(address, port) ? port : -1);
    if (bound < 0) {
      throw ListenError("cannot listen on " + address + ":" + std::to_string(port) + ": " +
                        std::generic_category().message(errno != 0 ? errno : EADDRINUSE));
    }
    ::listen(svr_sock_, accept_queue);  // cpp-httplib's backlog is 5
    thread_ = std::thread([this] { listen_after_bind(); });
    wait_until_ready();
    return static_cast<std::uint16_t>(bound);
  }

  void close() {
    if (!thread_.joinable()) return;
    httplib::Server::stop();
    thread_.join();
  }

 private:
  // Called by cpp-httplib for every new socket.
  bool process_and_close_socket(socket_t socket) override {
    base::Descriptor accepted(socket);
    std::string address = address_of(socket);
    on_tick();
    try {
      calls_.on_accept(std::move(accepted), std::move(address));
    } catch (const std::exception& broken) {
      base::log(base::Level::error, "http", "a connection was not taken", {{"error", broken.what()}});
    }
    return true;
  }

  void on_tick() {
    const base::SteadyTime now = std::chrono::steady_clock::now();
    if (now - tended_ < tick_interval) return;
    tended_ = now;
    calls_.on_tick();
  }

  const Callbacks calls_;
  base::SteadyTime tended_{};
  std::thread thread_;
};

Listener::Listener(Callbacks calls) : port_(std::make_unique<Port>(std::move(calls))) {}
Listener::~Listener() = default;
std::uint16_t Listener::open(const std::string& address, std::uint16_t port) {
  return port_->open(address, port);
}
void Listener::close() { port_->close(); }

}  // namespace http
