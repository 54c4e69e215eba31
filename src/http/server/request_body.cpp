// SPDX-License-Identifier: MIT
#include "http/server/request_body.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/ids.h"

namespace http {
namespace {

constexpr std::uint64_t large_body = 64 * 1024;
constexpr std::size_t raw_piece = 16 * 1024;
constexpr std::uint64_t worth_waking = 16 * 1024;
constexpr std::chrono::milliseconds cancel_poll_interval{250};
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

HttpError body_timeout() { return error_response(408, "The request body did not arrive in time."); }
HttpError body_truncated() { return error_response(400, "The request body ended early."); }

// The delay is random, so that clients do not all retry at the same time.
HttpError try_again_later(std::string_view why) {
  const int seconds = 2 + static_cast<unsigned char>(base::random_bytes(1)[0]) % 6;
  return error_response(503, why).with_header("Retry-After", std::to_string(seconds));
}

bool may_come_in_part(const RequestHead& head) {
  const auto type = std::ranges::find(head.fields, "content-type", &Headers::value_type::first);
  return type != head.fields.end() && is_tus_chunk(type->second);
}

RequestBody::RequestBody(Connection& connection, const RequestHead& head, std::size_t head_size,
                         UploadSlots& slots, std::chrono::seconds silence)
    : connection_(connection),
      slots_(slots),
      silence_(silence),
      length_(head.chunked ? std::nullopt : std::optional(head.length.value_or(0))),
      expects_continue_(head.expects_continue && !connection.continued),
      left_(head.length.value_or(0)),
      head_size_(head_size),
      at_(head_size),
      comes_in_part_(may_come_in_part(head)) {
  if (head.chunked) chunked_.emplace();
  ended_ = !head.chunked && left_ == 0;
}

RequestBody::~RequestBody() {
  if (upload_ != nullptr) slots_.end(*upload_);
  set_low_water_mark(1);
}

// A small body arrives completely before a worker reads it.
bool RequestBody::admit(const Principal& caller) {
  if (ended_ || has_come()) return true;
  key_ = {connection_.address(), std::to_string(caller.user)};
  if (comes_in_part_ || length_.value_or(0) > max_small_body_bytes) return admit_to_slot();
  std::optional<PartialBody>& partial = connection_.partial;
  if (!partial) partial.emplace(at_, length_);
  if (!partial->has_come(connection_.input)) {
    if (expects_continue_ && !connection_.send_now(go_on)) throw body_truncated();
    connection_.continued = expects_continue_ || connection_.continued;
    waits_for_rest_ = true;
    return false;
  }
  if (!partial->too_large()) return true;
  if (cap_ <= max_small_body_bytes) throw error_response(413, "The request is too large.");
  return admit_to_slot();
}

bool RequestBody::admit_to_slot() {
  if (!std::exchange(connection_.has_upload_slot, false) && !slots_.try_enter()) {
    waits_for_slot_ = true;
    return false;
  }
  if (key_.address.empty()) key_.address = connection_.address();
  upload_ = &slots_.begin(key_);
  return true;
}

bool RequestBody::has_come() const {
  if (chunked_) return connection_.partial && !connection_.partial->too_large();
  return connection_.input.size() - head_size_ >= length_.value_or(0);
}

std::size_t RequestBody::read(char* to, std::size_t room) {
  if (ended_ || room == 0) return 0;
  if (!begun_) start();
  const std::size_t got = chunked_ ? read_chunked(to, room) : read_counted(to, room);
  taken_ += got;
  if (taken_ > cap_) throw error_response(413, "The request is too large.");
  return got;
}

void RequestBody::start() {
  begun_ = true;
  if (waits_ && upload_ == nullptr && !has_come() && !admit_to_slot()) {
    throw try_again_later("Too many uploads at once. Try again in a moment.");
  }
  if (expects_continue_ && !connection_.send_now(go_on)) throw body_truncated();
}

std::size_t RequestBody::read_counted(char* to, std::size_t room) {
  room = static_cast<std::size_t>(std::min<std::uint64_t>(room, left_));
  const std::size_t got = receive(to, room);
  left_ -= got;
  ended_ = left_ == 0;
  return got;
}

std::size_t RequestBody::read_chunked(char* to, std::size_t room) {
  for (;;) {
    const bool from_input = at_ < connection_.input.size();
    std::string_view bytes =
        from_input ? std::string_view(connection_.input).substr(at_) : std::string_view(raw_).substr(raw_at_);
    const std::size_t before = bytes.size();
    std::string_view window = bytes.substr(0, room);  // limits the decoded view to `room`
    std::string_view data;
    const ChunkedDecoder::Result outcome = chunked_->decode(window, data);
    const std::size_t taken = std::min(before, room) - window.size();
    (from_input ? at_ : raw_at_) += taken;
    if (outcome == ChunkedDecoder::Result::error)
      throw error_response(400, "The chunked request body is malformed.");
    if (outcome == ChunkedDecoder::Result::end) {
      ended_ = true;
      return 0;
    }
    if (outcome == ChunkedDecoder::Result::data) {
      std::memcpy(to, data.data(), data.size());
      return data.size();
    }
    if (taken < before) continue;
    raw_.resize(raw_piece);
    raw_at_ = 0;
    std::size_t got = 0;
    try {
      got = receive(raw_.data(), raw_piece);
    } catch (...) {
      raw_.clear();
      throw;
    }
    raw_.resize(got);
  }
}

// Receives raw bytes, at least one. Those that came with the head are returned first.
std::size_t RequestBody::receive(char* to, std::size_t room) {
  if (at_ < connection_.input.size()) {
    const std::size_t got = connection_.input.copy(to, room, at_);
    at_ += got;
    return got;
  }
  for (bool silent = false;;) {
    if (cancelled_) throw body_truncated();
    if (upload_ != nullptr && upload_->evicted) {
      throw try_again_later("Others wait to upload, and this upload is slow. Try again in a moment.");
    }
    const Connection::ReadResult got = connection_.read(to, room);
    if (got.progress == IoStatus::done) {
      if (upload_ != nullptr) upload_->bytes.fetch_add(got.bytes, std::memory_order_relaxed);
      check_minimum_rate(got.bytes);
      return got.bytes;
    }
    if (got.progress == IoStatus::broken) throw body_truncated();
    if (silent) throw body_timeout();
    silent = !wait_for_input();
  }
}

// Returns false on a timeout. Fewer bytes than the low-water mark may have arrived nevertheless.
bool RequestBody::wait_for_input() {
  if (!waits_) throw body_timeout();
  // Not over TLS: the session may have buffered part of a record, so fewer than left_ bytes may be
  // outstanding.
  if (!chunked_ && !connection_.secure()) set_low_water_mark(std::min<std::uint64_t>(left_, worth_waking));
  const base::SteadyTime begun = std::chrono::steady_clock::now();
  pollfd wanted{connection_.socket(), POLLIN, 0};
  int ready = 0;
  for (auto left = std::chrono::milliseconds(silence_); ready == 0 && left.count() > 0 && !is_given_up();
       left -= cancel_poll_interval) {
    ready = poll(&wanted, 1, static_cast<int>(std::min(left, cancel_poll_interval).count()));
  }
  waited_ += std::chrono::steady_clock::now() - begun;
  return ready != 0;
}

// On bad Wi-Fi a device sends one packet at a time. The mark lets the worker sleep until several have
// arrived.
void RequestBody::set_low_water_mark(std::uint64_t bytes) {
  if (wakes_at_ == bytes) return;
  wakes_at_ = bytes;
  const int least = static_cast<int>(bytes);
  setsockopt(connection_.socket(), SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
}

// Rejects a client that sends a byte now and then and would occupy its worker forever. Time that the handler
// spends is not counted.
void RequestBody::check_minimum_rate(std::size_t got) {
  window_bytes_ += got;
  if (waited_ < silence_) return;
  if (window_bytes_ < min_bytes_per_second * static_cast<std::size_t>(silence_.count())) throw body_timeout();
  waited_ = {};
  window_bytes_ = 0;
}

bool RequestBody::drain() {
  if (ended_) return true;
  if (expects_continue_ && !begun_) return false;
  if (taken_ > cap_ || length_.value_or(0) > large_body) return false;
  waits_ = false;
  cap_ = taken_ + large_body;
  char away[4096];
  try {
    while (read(away, sizeof away) > 0) {
    }
  } catch (const HttpError&) {
    return false;
  }
  return ended_;
}

std::string RequestBody::take_leftover() {
  std::string rest = connection_.input.substr(at_);
  if (raw_at_ < raw_.size()) rest.append(raw_, raw_at_);
  connection_.drain_tls(rest);
  return rest;
}

}  // namespace http
