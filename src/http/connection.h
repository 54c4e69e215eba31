// SPDX-License-Identifier: MIT
#pragma once

// One client's socket and what is half done on it: bytes that came and are no whole request yet, bytes of an
// answer that the client has not taken yet. Nothing here waits: a call does what is possible now and says
// what it would have to wait for. One thread at a time has a connection (Parking sees to that).

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/files.h"
#include "http/head.h"
#include "http/message.h"

namespace http {

enum class Progress { done, must_wait, broken };

class Connection {
 public:
  enum class Phase { receiving, sending, lingering };

  Connection(base::Descriptor socket, std::string address);

  // Takes what has arrived. done: at least one byte; broken: the client has gone.
  Progress receive();
  // The whole head at the front of `input`, if it is there by now.
  HeadEnd look_for_head();
  // Sends of the answer what the client takes now. done: all of it.
  Progress send();
  // False when the drive may have to be waited for before the next piece of `file` can be sent.
  bool file_at_hand() const;
  // Throws away what the client still sends, so that it gets to read the answer before the connection is
  // reset.
  Progress discard();
  void half_close();

  int socket() const { return socket_.get(); }
  const std::string& address() const { return address_; }

  std::string input;             // received, not yet taken
  std::string output;            // of the answer: its words
  std::optional<FilePart> file;  // sent after output; or
  std::optional<Stream> stream;  // through output, a piece at a time
  Phase phase = Phase::receiving;
  bool keep = true;                 // for another request after this answer
  bool unread = false;              // a refused body is (or may be) still on its way
  std::optional<base::Tick> until;  // when the wait for the rest of a request ends
  bool head_whole = false;          // it is a small body that is waited for

  // For Parking: while parked, what for, and the moment from which the connection is overdue.
  std::atomic<bool> waits_to_send{false};
  std::atomic<base::Tick::rep> deadline{base::Tick::max().time_since_epoch().count()};

 private:
  Progress send_output();
  Progress send_file();
  Progress send_stream();

  base::Descriptor socket_;
  std::string address_;
  std::size_t seen_ = 0;  // of input, by find_head_end
  std::size_t sent_ = 0;  // of output
};

}  // namespace http
