// SPDX-License-Identifier: MIT
#pragma once

// The implementation of Server: server.cpp handles requests, server_tls.cpp TLS handshakes,
// server_deferral.cpp deferred requests, server_send.cpp responses.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/request_parser.h"
#include "http/response_writer.h"
#include "http/server/fair_slots.h"
#include "http/server/handshake_limiter.h"
#include "http/server/leader_followers.h"
#include "http/server/limit_log.h"
#include "http/server/listener.h"
#include "http/server/poller.h"
#include "http/server/request_body.h"
#include "http/server/server.h"
#include "http/server/worker_pool.h"

namespace http {

class Server::Impl {
 public:
  Impl(ServerOptions options, RequestHandler answer);
  ~Impl() { stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  void start();
  void stop();
  std::uint16_t port() const { return port_; }
  std::uint16_t tls_port() const { return tls_port_; }
  ServerStats stats();

 private:
  using Phase = Connection::Phase;
  using Leadership = LeaderFollowers::Leadership;
  enum class Attempt { answered, postponed, again };

  // Releases the slot of a request, if it holds one.
  class SlotHolder {
   public:
    SlotHolder(Impl& front, Connection& connection);
    ~SlotHolder();
    SlotHolder(const SlotHolder&) = delete;
    SlotHolder& operator=(const SlotHolder&) = delete;

   private:
    Impl& front_;
    const bool holds_;
  };

  void add_connection(base::Descriptor socket, std::string address, bool secure);
  bool has_room(Poller::Among among, const std::string& newcomer);
  void on_tick();
  void worker_loop();
  Connection* poll_once();
  void promote_follower(Leadership& watch);
  void handle_event(Connection& connection, Leadership& watch);
  void run_handshakes(Connection& connection, Leadership& watch);
  void step_handshake(Connection& connection);
  void end_handshake(Connection& connection, bool well);
  bool receive(Connection& connection, Leadership& watch);
  bool handle_next_request(Connection& connection, Leadership& watch);
  void wait_for_turn(Connection& connection);
  bool handle_request(Connection& connection, std::size_t head_size, Leadership& watch);
  Attempt try_to_answer(Connection& connection, std::size_t head_size, Leadership& watch);
  static Request request_of(const Connection& connection, RequestHead& head);
  Attempt defer(Connection& connection, const RequestBody& body, const Deferred& why);
  Attempt wait_for_upload_slot(Connection& connection, const base::ShareKey& key);
  void refuse_later(Connection& connection);
  void refuse_upload(Connection& connection);
  void refuse_for_memory(Connection& connection);
  void refuse_now(Connection& connection, std::string_view why);
  void give_slots_back(Connection& connection);
  void tend_queues();
  void give_slot_back();
  bool send_response(Connection& connection, Leadership& watch);
  void close_connection(Connection& connection);
  void drain_lingering(Connection& connection);
  void decide_end(Connection& connection, const RequestHead& head, bool settled, Response& response) const;
  void queue_response(Connection& connection, Include parts, Response response);
  void reject_malformed(Connection& connection, int status);
  void reject_plaintext(Connection& connection);
  void reject_incomplete_body(Connection& connection);
  void wait_for_head(Connection& connection);
  void wait_for_rest(Connection& connection);
  bool await_small_body(Connection& connection, const RequestHead& head, std::size_t head_size);

  const ServerOptions options_;
  const RequestHandler answer_;
  const std::size_t max_connections_;
  std::uint16_t port_ = 0, tls_port_ = 0;
  Poller poller_;
  FairSlots slots_;  // for deferred requests
  std::atomic<std::int64_t> requests_{0}, refused_heads_{0}, refused_connections_{0}, refused_postponed_{0};
  std::atomic<std::int64_t> refused_uploads_{0};
  UploadSlots uploads_;
  HandshakeLimiter handshakes_;
  LimitLog limit_log_;
  std::atomic<bool> stopping_{false};
  LeaderFollowers leaders_;
  std::atomic<int> looking_{0};
  std::atomic<std::uint64_t> looks_{0};
  std::uint64_t looks_seen_ = 0;  // used by on_tick() only
  WorkerPool workers_;
  Listener listener_, tls_listener_;
};

}  // namespace http
