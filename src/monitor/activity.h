// SPDX-License-Identifier: MIT
#pragma once

// What the box knows of its day without asking its drive: who was in touch, the newest requests, how often
// answers said that something is wrong with the box, what was kept. In memory; of it only the contacts
// outlive the process. Any thread may call any member.

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

  // After each answer; `begun` is the machine's steady time when its request was taken up. Who only asks
  // whether the box is there counts for nothing, nor does the administrators' page that looks at all this
  // again and again.
  void record(const http::Request& request, const http::Response& response, base::SteadyTime begun);

  // The files of a form that will be answered were ignored; told to the help desk unless the answer is worse.
  void ignored(const http::Request& request, std::string detail);

  std::chrono::seconds running() const {  // since the box was started
    return std::chrono::floor<std::chrono::seconds>(clock_.steady_now() - begun_);
  }

  Presence contacts;
  RequestLog requests;
  base::SlidingCounter errors;          // answers from 500 on
  base::SlidingCounter refusals;        // answers 503
  base::SlidingCounter drive_failures;  // what could not be read or written, a full drive aside
  base::SlidingCounter kept_bytes;      // of media

 private:
  void record_error(const http::Request& request, const http::Response& response);
  void note_contact(const http::Request& request, int status, std::string detail);

  const base::Clock& clock_;
  const base::SteadyTime begun_;
};

}  // namespace api
