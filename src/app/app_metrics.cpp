// SPDX-License-Identifier: MIT
#include "app/app.h"

namespace app {

// The metrics of the running server, for /metrics.
void App::add_metrics() {
  using http::ServerStats;
  const auto figure = [this](std::int64_t ServerStats::*which) {
    return [this, which] { return server_.stats().*which; };
  };
  metrics_.gauge("connections", "Open connections, most of them parked.", figure(&ServerStats::connections));
  metrics_.gauge("workers", "Threads that answer.", figure(&ServerStats::workers));
  metrics_.gauge("idle_workers", "Threads that wait for something to answer.",
                 figure(&ServerStats::idle_workers));
  metrics_.gauge("postponed", "Sign-ins that wait for a slot.", figure(&ServerStats::postponed));
  metrics_.counter("refused_sign_ins", "Sign-ins that found no room to wait.",
                   figure(&ServerStats::refused_postponed));
  metrics_.counter("evicted_connections", "Connections closed so that others found room.",
                   figure(&ServerStats::evicted_connections));
  metrics_.counter("refused_connections", "Connections that found no room.",
                   figure(&ServerStats::refused_connections));
  metrics_.counter("evicted_for_memory", "Connections of those closed that held memory others needed.",
                   figure(&ServerStats::evicted_for_memory));
  metrics_.gauge("memory_budget_bytes", "Memory that requests may hold together.",
                 [this] { return static_cast<std::int64_t>(memory_.limit()); });
  metrics_.gauge("memory_used_bytes", "Memory that requests hold.",
                 [this] { return static_cast<std::int64_t>(memory_.used()); });
  metrics_.counter("refused_for_memory", "Requests told to come back when there is memory for them.",
                   [this] { return memory_.refused(); });
  metrics_.gauge("uploads", "Bodies that are being read as they come.", figure(&ServerStats::uploads));
  metrics_.gauge("waiting_uploads", "Bodies that wait to be read.", figure(&ServerStats::waiting_uploads));
  metrics_.gauge("unfinished_uploads",
                 "Uploads in pieces that may be gone on with; -1: the drive does not tell.",
                 [this] { return unfinished_uploads(); });
  metrics_.counter("resumed_uploads", "Uploads in pieces gone on with after a cut or a start.",
                   [this] { return upload_locks_.resumed(); });
  metrics_.counter("requests", "Requests answered.", figure(&ServerStats::requests));
  metrics_.counter("refused_uploads", "Bodies told to come back later.",
                   figure(&ServerStats::refused_uploads));
  metrics_.counter("evicted_uploads", "Bodies given up so that others are read.",
                   figure(&ServerStats::evicted_uploads));
  metrics_.counter("password_rounds", "PBKDF2 rounds done for right and wrong passwords.",
                   [this] { return static_cast<std::int64_t>(passwords_.rounds_done()); });
  metrics_.counter("tls_handshakes", "TLS handshakes that came to their end.",
                   figure(&ServerStats::handshakes));
  metrics_.counter("tls_handshakes_failed", "TLS handshakes that did not, or not in time.",
                   figure(&ServerStats::failed_handshakes));
  metrics_.counter("refused_heads", "Requests with a malformed head.", figure(&ServerStats::refused_heads));
}

}  // namespace app
