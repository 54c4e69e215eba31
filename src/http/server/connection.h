// SPDX-License-Identifier: MIT
#pragma once

// One client's socket and what is half done on it: bytes that came and are no whole request yet, bytes of an
// answer that the client has not taken yet; both in the clear, whether or not TLS is between. Nothing here
// waits: a call does what is possible now and says what it would have to wait for. One thread at a time has a
// connection (Parking sees to that).

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

// What a parked connection waits for, in the order in which it is given up for others.
enum class Wait : std::uint8_t { request, handshake_input, handshake_output, rest_of_request, output };

class Connection {
 public:
  enum class Phase { handshaking, receiving, sending, lingering };
  struct ReadResult {
    IoStatus progress = IoStatus::done;
    std::size_t bytes = 0;
  };

  // secure: it begins with a TLS handshake.
  Connection(base::Descriptor socket, std::string address, bool secure = false);

  // Whether a client that should begin a handshake has begun a request in the clear.
  bool looks_like_plaintext() const;
  void downgrade_to_plaintext() { secure_ = false; }
  // would_block: for output if handshake_wants_write says so.
  IoStatus handshake(const std::shared_ptr<const crypto::TlsContext>& context);
  bool handshake_wants_write() const { return waits_for_output_; }
  bool secure() const { return secure_; }

  // Takes what has arrived, of TLS all that the session holds. done: at least one byte; broken: the client
  // has gone.
  IoStatus receive();
  ReadResult read(char* to, std::size_t room);  // the same, past `input`
  void drain_tls(std::string& to);              // appends what the session still holds of a record
  bool send_now(std::string_view words);        // false, and the connection is broken, if they do not go now
  // The whole head at the front of `input`, if it is there by now.
  HeadBoundary find_head();
  // Sends of the answer what the client takes now. done: all of it.
  IoStatus send();
  // False when the drive may have to be waited for before the next piece of `file` can be sent.
  bool file_is_cached() const;
  // Throws away what the client still sends, so that it gets to read the answer before the connection is
  // reset.
  IoStatus discard_input();
  void half_close();
  void send_close_notify();  // the end of TLS, which needs one
  // Whether the client sends no more: it has closed the connection, or its half of it.
  bool is_closed_by_peer() const;

  // What it holds in memory, in bytes.
  std::size_t held_bytes() const;

  int socket() const { return socket_.get(); }
  const std::string& address() const { return address_; }

  std::string input;                 // received, not yet taken
  std::string output;                // of the answer: its words
  std::optional<FileRange> file;     // sent after output; or
  std::optional<BodyStream> stream;  // through output, a piece at a time
  Phase phase = Phase::receiving;
  bool keep_alive = true;                          // for another request after this answer
  bool has_unread_input = false;                   // a refused body is (or may be) still on its way
  std::optional<base::SteadyTime> phase_deadline;  // when the wait for the rest of a request ends
  std::optional<PartialBody> partial;              // a small body that is waited for
  bool continued = false;                          // 100 Continue has been said
  bool resumed = false, has_slot = false;          // of the request, as it has them
  bool has_upload_slot = false;                    // for its body, which nobody reads yet
  base::SteadyTime queued_at = {};                 // when it began to wait for that

  // For Parking: while parked, what for, and the moment from which the connection is overdue.
  std::atomic<Wait> waits{Wait::request};
  std::atomic<base::SteadyTime::rep> deadline{base::SteadyTime::max().time_since_epoch().count()};
  enum class Evicted : std::uint8_t { no, yes, in_handshake };
  std::atomic<Evicted> evicted{Evicted::no};  // shut, so that another finds room
  base::MemoryReservation memory;             // of what it held when it was parked, nearly
  std::uint64_t evicted_bytes = 0;            // of that

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
  std::unique_ptr<crypto::TlsSession> session_;  // from the first byte of the handshake on
  std::size_t seen_ = 0;                         // of input, by find_head_end
  std::size_t sent_ = 0;                         // of output
};

}  // namespace http
