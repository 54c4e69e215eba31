// SPDX-License-Identifier: MIT
#pragma once

// A client connection: its socket, input that is not a complete request yet, and unsent output. Both buffers
// hold plaintext, even over TLS. No call blocks: each does what is possible now and reports what it would
// have to wait for.
// Thread safety: one thread at a time uses a connection; Poller ensures this.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/files.h"
#include "base/memory_budget.h"
#include "crypto/tls.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "http/server/partial_body.h"

namespace http {

enum class IoStatus { done, would_block, broken };

// What an idle connection waits for, in the order in which connections are evicted.
enum class Wait : std::uint8_t { request, handshake_input, handshake_output, rest_of_request, output };

class Connection {
 public:
  enum class Phase { handshaking, receiving, sending, lingering };
  struct ReadResult {
    IoStatus progress = IoStatus::done;
    std::size_t bytes = 0;
  };

  // secure: the connection begins with a TLS handshake.
  Connection(base::Descriptor socket, std::string address, bool secure = false);

  // Returns true when the client has sent a plaintext request where a TLS handshake is expected.
  bool looks_like_plaintext() const;
  void downgrade_to_plaintext() { secure_ = false; }
  // would_block: waits for output when handshake_wants_write() returns true, else for input.
  IoStatus handshake(const std::shared_ptr<const crypto::TlsContext>& context);
  bool handshake_wants_write() const { return waits_for_output_; }
  bool secure() const { return secure_; }

  // Appends received bytes to `input`; under TLS, also all that the session has buffered. done: at least one
  // byte; broken: the client has disconnected.
  IoStatus receive();
  ReadResult read(char* to, std::size_t room);  // bypasses `input`
  void drain_tls(std::string& to);              // appends what the session has buffered of a record
  bool send_now(std::string_view words);        // false, and the socket is shut down, unless all is sent now
  // Searches for a complete head at the front of `input`.
  HeadBoundary find_head();
  // Sends as much of the response as possible. done: all of it.
  IoStatus send();
  // Returns false when sending the next piece of `file` may block on the drive.
  bool file_is_cached() const;
  // Discards input, so that the client can read the response before the connection is reset.
  IoStatus discard_input();
  void half_close();
  void send_close_notify();  // under TLS only
  // Returns true when the client has closed the connection or its sending side.
  bool is_closed_by_peer() const;

  // The memory it holds, in bytes.
  std::size_t held_bytes() const;

  int socket() const { return socket_.get(); }
  const std::string& address() const { return address_; }

  std::string input;                 // received, not yet consumed
  std::string output;                // the head, and the body if it is a string
  std::optional<FileRange> file;     // sent after `output`; or
  std::optional<BodyStream> stream;  // sent through `output`, piece by piece
  Phase phase = Phase::receiving;
  bool keep_alive = true;                          // for another request after this response
  bool has_unread_input = false;                   // a rejected body is, or may be, still arriving
  std::optional<base::SteadyTime> phase_deadline;  // of the current phase; more input does not extend it
  std::optional<PartialBody> partial;              // a small body that is still arriving
  bool continued = false;                          // 100 Continue has been sent
  bool resumed = false, has_slot = false;          // as in Request
  bool has_upload_slot = false;                    // for a body that is not read yet
  base::SteadyTime queued_at = {};                 // when it began to wait for the upload slot

  // For Poller: what an idle connection waits for, and its deadline.
  std::atomic<Wait> waits{Wait::request};
  std::atomic<base::SteadyTime::rep> deadline{base::SteadyTime::max().time_since_epoch().count()};
  enum class Evicted : std::uint8_t { no, yes, in_handshake };
  std::atomic<Evicted> evicted{Evicted::no};  // shut down to make room for others
  base::MemoryReservation memory;             // approximate; updated when the connection becomes idle
  std::uint64_t evicted_bytes = 0;            // the value of `memory` at eviction

 private:
  IoStatus send_output();
  ReadResult send_some(std::string_view bytes, bool more);
  IoStatus send_file();
  std::size_t read_file();
  std::size_t read_stream();
  IoStatus send_pieces();

  base::Descriptor socket_;
  std::string address_;
  bool secure_, waits_for_output_ = false;
  std::unique_ptr<crypto::TlsSession> session_;  // created by the first handshake()
  std::size_t seen_ = 0;                         // bytes of `input` searched by find_head()
  std::size_t sent_ = 0;                         // bytes of `output`
};

}  // namespace http
