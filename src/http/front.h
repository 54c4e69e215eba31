// SPDX-License-Identifier: MIT
#pragma once

// The inside of the server: server.cpp takes requests, greeting.cpp is what TLS does before the first,
// delivery.cpp how answers leave.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "http/body.h"
#include "http/handshakes.h"
#include "http/head.h"
#include "http/listener.h"
#include "http/lookout.h"
#include "http/parking.h"
#include "http/server.h"
#include "http/wording.h"
#include "http/workers.h"

namespace http {

class Server::Front {
 public:
  Front(ServerOptions options, Answer answer, Ready ready);
  ~Front() { stop(); }
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  void start();
  void stop();
  std::uint16_t port() const { return port_; }
  std::uint16_t tls_port() const { return tls_port_; }
  ServerFigures figures();

 private:
  using Phase = Connection::Phase;
  using Watch = Lookout::Watch;

  void admit(base::Descriptor socket, std::string address, bool secure);
  void tend();
  void shift();
  Connection* look();
  void let_others_look(Watch& watch);
  void serve(Connection& connection, Watch& watch);
  void shake_hands(Connection& connection, Watch& watch);
  void shake(Connection& connection);
  void end_handshake(Connection& connection, bool well);
  bool answer_next(Connection& connection, Watch& watch);
  bool answer(Connection& connection, std::size_t head_size, Watch& watch);
  void postpone(Connection& connection);
  void recall();
  bool deliver(Connection& connection, Watch& watch);
  void finish(Connection& connection);
  void discard(Connection& connection);
  void write(Connection& connection, Parts parts, Response response);
  void refuse(Connection& connection, int status);
  void refuse_plain(Connection& connection);
  void refuse_body(Connection& connection);
  void wait_for_more(Connection& connection, std::chrono::seconds longest);
  bool wait_for_small_body(Connection& connection, const Head& head, std::size_t head_size);

  const ServerOptions options_;
  const Answer answer_;
  const Ready ready_;
  const std::size_t most_connections_;
  std::uint16_t port_ = 0, tls_port_ = 0;
  Parking parking_;
  std::mutex postponed_mutex_;
  std::deque<Connection*> postponed_;  // in the order they came
  std::atomic<std::int64_t> requests_{0}, refused_heads_{0};
  UploadGates uploads_;
  Handshakes handshakes_;
  std::atomic<bool> stopping_{false};
  Lookout lookout_;
  std::atomic<int> looking_{0};
  std::atomic<std::uint64_t> looks_{0};
  std::uint64_t looks_seen_ = 0;  // tend()'s own
  Workers workers_;
  Listener listener_, tls_listener_;
};

}  // namespace http
