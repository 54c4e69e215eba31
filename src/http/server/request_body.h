// SPDX-License-Identifier: MIT
#pragma once

// The body of the request at the front of a connection, read on demand, by Content-Length or chunked. read()
// waits for the client up to the silence timeout. A client that sends below a minimum rate is rejected. A
// body that has not arrived completely holds an upload slot while it is read (upload_slots.h): from admit()
// on, or from the first byte without admit().
// Thread safety: one thread at a time; cancel() is for other threads.
// Throws: HttpError; 503 when no upload slot is free.

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "http/chunked_decoder.h"
#include "http/error.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "http/server/connection.h"
#include "http/server/upload_slots.h"

namespace http {

inline constexpr std::size_t min_bytes_per_second = 1024;  // slower clients are rejected

HttpError body_timeout();
HttpError body_truncated();
HttpError try_again_later(std::string_view why);  // 503 with Retry-After

// Returns true when the handler accepts an incomplete body, so that the server need not wait for all of it.
bool may_come_in_part(const RequestHead& head);

class RequestBody final : public Body {
 public:
  // connection.input must not change while the body is read, because the head's views point into it.
  RequestBody(Connection& connection, const RequestHead& head, std::size_t head_size, UploadSlots& slots,
              std::chrono::seconds silence);
  ~RequestBody() override;
  RequestBody(const RequestBody&) = delete;
  RequestBody& operator=(const RequestBody&) = delete;

  std::optional<std::uint64_t> length() const override { return length_; }
  std::size_t read(char* to, std::size_t room) override;
  void set_limit(std::uint64_t bytes) override { cap_ = bytes; }
  void cancel() override { cancelled_ = true; }
  bool admit(const Principal& caller) override;
  // Results of admit():
  bool waits_for_rest() const { return waits_for_rest_; }
  bool waits_for_slot() const { return waits_for_slot_; }
  const base::ShareKey& key() const { return key_; }  // address and account of the client
  bool has_come() const;                              // all of it is in connection.input

  // Called after the response is made. Discards what has arrived of the body. Returns true when the end of
  // the body has been reached. Never blocks.
  bool drain();
  // Returns the bytes received after the body.
  std::string take_leftover();

 private:
  void start();
  bool admit_to_slot();
  bool is_given_up() const { return cancelled_ || (upload_ != nullptr && upload_->evicted); }
  std::size_t read_counted(char* to, std::size_t room);
  std::size_t read_chunked(char* to, std::size_t room);
  std::size_t receive(char* to, std::size_t room);
  bool wait_for_input();
  void set_low_water_mark(std::uint64_t bytes);
  void check_minimum_rate(std::size_t got);

  Connection& connection_;
  UploadSlots& slots_;
  UploadSlots::Upload* upload_ = nullptr;  // set while it holds a slot
  base::ShareKey key_;
  const std::chrono::seconds silence_;
  const std::optional<std::uint64_t> length_;
  const bool expects_continue_;

  std::uint64_t left_;  // by Content-Length
  std::optional<ChunkedDecoder> chunked_;
  const std::size_t head_size_;
  std::size_t at_;   // bytes consumed of connection.input
  std::string raw_;  // chunked: received after connection.input
  std::size_t raw_at_ = 0;
  bool begun_ = false, ended_ = false, waits_ = true;
  bool waits_for_rest_ = false, waits_for_slot_ = false;
  const bool comes_in_part_;
  std::atomic<bool> cancelled_{false};
  std::uint64_t taken_ = 0, cap_ = UINT64_MAX;
  base::SteadyTime::duration waited_{};  // time spent waiting for window_bytes_
  std::size_t window_bytes_ = 0;
  std::uint64_t wakes_at_ = 1;  // the socket's SO_RCVLOWAT
};

}  // namespace http
