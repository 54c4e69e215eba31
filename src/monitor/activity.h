// SPDX-License-Identifier: MIT
#pragma once

// Tracks the activity of the server without using the drive: clients seen, the newest requests, rates of
// errors and refusals, bytes stored. Only the contacts outlive the process.
// Thread safety: any thread may call any member.

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/sliding_counter.h"
#include "http/message.h"
#include "monitor/presence.h"
#include "monitor/request_log.h"

namespace api {

class Activity {
 public:
  explicit Activity(const base::Clock& clock)
      : contacts(clock),
        errors(clock),
        refusals(clock),
        drive_failures(clock),
        kept_bytes(clock),
        clock_(clock),
        begun_(clock.steady_now()) {}

  // Records a response. `begun` is the steady_clock time at which its request was accepted. Ignores deferred
  // responses, health checks, and the polling of the administrators' board and log.
  void record(const http::Request& request, const http::Response& response, base::SteadyTime begun);

  // Records that files in a form were ignored. The help desk sees this unless the response is an error.
  void ignored(const http::Request& request, std::string detail);

  std::chrono::seconds running() const {  // since the start of the server
    return std::chrono::floor<std::chrono::seconds>(clock_.steady_now() - begun_);
  }

  Presence contacts;
  RequestLog requests;
  base::SlidingCounter errors;          // responses with status 500 and above
  base::SlidingCounter refusals;        // responses with status 503
  base::SlidingCounter drive_failures;  // failed reads and writes, except on a full drive
  base::SlidingCounter kept_bytes;      // of media

 private:
  void record_error(const http::Request& request, const http::Response& response);
  void note_contact(const http::Request& request, int status, std::string detail);

  const base::Clock& clock_;
  const base::SteadyTime begun_;
};

}  // namespace api
