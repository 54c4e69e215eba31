// SPDX-License-Identifier: MIT
#pragma once

// Something only one at a time may do: its place is taken, or the next is told so. Any thread may call.

#include <atomic>
#include <utility>

#include "http/error.h"

namespace api {

class ExclusiveSlot {
 public:
  // Throws `refusal` when somebody has it. The flag outlives the place.
  ExclusiveSlot(std::atomic<bool>& taken, http::HttpError refusal) : taken_(taken) {
    if (taken_.exchange(true)) throw refusal;
  }
  ExclusiveSlot(const ExclusiveSlot&) = delete;
  ExclusiveSlot& operator=(const ExclusiveSlot&) = delete;
  ~ExclusiveSlot() {
    if (!kept_) taken_ = false;
  }
  void hold_forever() { kept_ = true; }  // for good: nobody gets it after this one

 private:
  std::atomic<bool>& taken_;
  bool kept_ = false;
};

}  // namespace api
