// SPDX-License-Identifier: MIT
#pragma once

// The body of the request at the front of a connection, read as the handler asks for it: by Content-Length or
// chunked.
//
// read() may wait for the client, but no longer than the silence allowed, and a client that trickles below a
// minimum rate is given up. Gates admit so many at a time (503 for the others).

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "http/chunked.h"
#include "http/connection.h"
#include "http/error.h"
#include "http/head.h"
#include "http/message.h"

namespace http {

class UploadGate {
 public:
  explicit UploadGate(int most) : most_(most) {}
  void enter();  // throws Error 503
  void leave() { --inside_; }
  int inside() const { return inside_; }
  std::int64_t refused() const { return refused_; }

 private:
  const int most_;
  std::atomic<int> inside_{0};
  std::atomic<std::int64_t> refused_{0};
};

// Together fewer than the workers, so that clients that are slow to send leave some for the others.
struct UploadGates {
  UploadGate large{24};    // from the first byte to the answer
  UploadGate awaited{24};  // small ones, while a worker waits for their bytes
};

inline constexpr std::size_t least_bytes_a_second = 1024;  // slower clients are given up

Error body_too_late();
Error body_cut_off();

class ConnectionBody final : public Body {
 public:
  // Until the body is settled, connection.input stays as it is: the head's views point into it.
  ConnectionBody(Connection& connection, const Head& head, std::size_t head_size, UploadGates& gates,
                 std::chrono::seconds silence);
  ~ConnectionBody() override;
  ConnectionBody(const ConnectionBody&) = delete;
  ConnectionBody& operator=(const ConnectionBody&) = delete;

  std::optional<std::uint64_t> length() const override { return length_; }
  std::size_t read(char* to, std::size_t room) override;
  void cap(std::uint64_t bytes) override { cap_ = bytes; }
  void cancel() override { cancelled_ = true; }

  // After the answer was made: whether the body has come to its end, if need be by throwing away what has
  // arrived of it. Never waits.
  bool settle();
  // What follows the body in connection.input or was received beyond it.
  std::string rest();

 private:
  void begin();
  std::size_t read_counted(char* to, std::size_t room);
  std::size_t read_chunked(char* to, std::size_t room);
  std::size_t receive(char* to, std::size_t room);
  bool wait_for_input();
  void wake_at(std::uint64_t bytes);
  void count_rate(std::size_t got);

  Connection& connection_;
  UploadGates& gates_;
  const std::chrono::seconds silence_;
  const std::optional<std::uint64_t> length_;
  const bool expects_continue_;

  std::uint64_t left_;  // by Content-Length
  std::optional<Chunked> chunked_;
  std::size_t at_;   // in connection.input: what has been taken
  std::string raw_;  // chunked: received after connection.input
  std::size_t raw_at_ = 0;
  bool begun_ = false, ended_ = false, waits_ = true, admitted_ = false;
  std::atomic<bool> cancelled_{false};
  std::uint64_t taken_ = 0, cap_ = UINT64_MAX;
  base::Tick::duration waited_{};  // for the bytes counted beside it
  std::size_t window_bytes_ = 0;
  std::uint64_t wakes_at_ = 1;  // bytes that have come
};

}  // namespace http
