// SPDX-License-Identifier: MIT
#pragma once

// The server: one port, another for TLS if it is wanted, a set of worker threads, every connection in one
// epoll set.
//
// A worker is busy with a connection only while a whole request is there and being answered; silent and
// half-sent connections cost a few hundred bytes and no thread. The head of each request is read strictly
// (http/request_parser.h) before anything else sees it. Small answers leave in one write, files by sendfile where
// nothing is encrypted. TLS handshakes are parked like requests, with a deadline of their own. start() and
// stop() belong to one thread; the handler is called by many at once and must not throw.

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
  bool plain = true;          // else TLS alone is answered
  unsigned workers = 0;       // 0: twice the cores; more, up to 64, when some wait
  unsigned leaders = 0;       // workers that look for requests at a time; 0: as many as cores
  int head_seconds = 10;      // for a whole request head
  int silence_seconds = 30;   // without a byte of a body, either way
  int keep_alive_seconds = 60;
  std::size_t max_connections = 4000;
  base::MemoryBudget* memory = nullptr;  // what connections hold is counted there; it outlives the server
  // Beside it, if there is a context to be had, which each new connection asks for.
  struct Tls {
    std::uint16_t port = 8443;
    std::function<std::shared_ptr<const crypto::TlsContext>()> context;
  };
  std::optional<Tls> tls;
  int handshake_seconds = 10;              // for all of it
  std::function<std::string_view()> date;  // of every answer (RFC 9110 §6.6.1); none, or "": it has none
  unsigned slots = 2;  // for requests that the answer postpones: they wait for one, without a worker
  // Of those that wait, addresses of a lower rank come first.
  std::function<int(std::string_view address)> rank = [](std::string_view) { return 0; };
};

struct ListenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What the server is doing at the moment, and has done so far.
struct ServerStats {
  std::int64_t connections = 0, workers = 0, idle_workers = 0;
  std::int64_t postponed = 0, refused_postponed = 0;  // requests that wait for a slot; found no room there
  std::int64_t uploads = 0, waiting_uploads = 0;      // bodies that workers read; that wait for that
  // Since the start:
  std::int64_t requests = 0, refused_heads = 0;
  std::int64_t refused_uploads = 0,
               evicted_uploads = 0;  // told to come back, before and while they were read
  std::int64_t handshakes = 0, failed_handshakes = 0;
  std::int64_t evicted_connections = 0, refused_connections = 0;  // so that others find room; for want of it
  std::int64_t evicted_for_memory = 0;                            // of the evicted ones
};

class Server {
 public:
  using RequestHandler = std::function<Response(Request&)>;

  Server(ServerOptions options, RequestHandler answer);
  ~Server();  // stops

  void start();                    // serving when it returns; throws ListenError
  void stop();                     // no new request; those under way are finished (at most some seconds)
  std::uint16_t port() const;      // 0: there is none
  std::uint16_t tls_port() const;  // 0: there is none
  ServerStats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> front_;
};

}  // namespace http
