// SPDX-License-Identifier: MIT
#pragma once

// An HTTP/1.1 server: one port, an optional TLS port, worker threads, and all connections in one epoll set. A
// worker is occupied only while it serves a request. Idle and half-sent connections cost a few hundred bytes
// and no thread. Request heads are parsed strictly (http/request_parser.h). TLS handshakes wait without a
// thread, with their own deadline. Small responses are sent in one write, unencrypted files by sendfile(2).
// Thread safety: one thread calls start() and stop(); many threads call the handler, which must not throw.
// Throws: ListenError.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/memory_budget.h"
#include "crypto/tls.h"
#include "http/message.h"

namespace http {

struct ServerOptions {
  std::string address = "0.0.0.0";
  std::uint16_t port = 8000;  // 0: any free one
  bool plain = true;          // false: serves TLS only
  unsigned workers = 0;       // 0: twice the cores; grows to 64 when workers block
  unsigned leaders = 0;       // workers that poll for requests; 0: one per core
  int head_seconds = 10;      // for a complete request head
  int silence_seconds = 30;   // without a byte of a body, sent or received
  int keep_alive_seconds = 60;
  std::size_t max_connections = 4000;
  base::MemoryBudget* memory = nullptr;  // counts what connections hold; must outlive the server
  // The TLS port. Handshakes call `context` and fail while it returns null.
  struct Tls {
    std::uint16_t port = 8443;
    std::function<std::shared_ptr<const crypto::TlsContext>()> context;
  };
  std::optional<Tls> tls;
  int handshake_seconds = 10;              // for the whole handshake
  std::function<std::string_view()> date;  // of every response (RFC 9110 §6.6.1); omitted if none or ""
  unsigned slots = 2;                      // for deferred requests, which wait for one without a worker
  // Waiting requests from addresses of a lower rank are served first.
  std::function<int(std::string_view address)> rank = [](std::string_view) { return 0; };
};

struct ListenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What the server is doing now, and totals since its start.
struct ServerStats {
  std::int64_t connections = 0, workers = 0, idle_workers = 0;
  std::int64_t postponed = 0, refused_postponed = 0;  // requests waiting for a slot; refused by a full queue
  std::int64_t uploads = 0, waiting_uploads = 0;      // bodies being read; waiting for a slot
  // Since the start:
  std::int64_t requests = 0, refused_heads = 0;
  std::int64_t refused_uploads = 0,
               evicted_uploads = 0;  // answered with 503, before and during the upload
  std::int64_t handshakes = 0, failed_handshakes = 0;
  std::int64_t evicted_connections = 0, refused_connections = 0;  // to make room; for lack of room
  std::int64_t evicted_for_memory = 0;                            // part of evicted_connections
};

class Server {
 public:
  using RequestHandler = std::function<Response(Request&)>;

  Server(ServerOptions options, RequestHandler answer);
  ~Server();  // calls stop()

  void start();                    // serving when it returns; throws ListenError
  void stop();                     // accepts no new requests; lets current ones finish for a few seconds
  std::uint16_t port() const;      // 0: none
  std::uint16_t tls_port() const;  // 0: none
  ServerStats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> front_;
};

}  // namespace http
