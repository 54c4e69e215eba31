// SPDX-License-Identifier: MIT
#pragma once

// A slot that one holder at a time can occupy. Other callers get an error.
// Thread safety: may be called from any thread.

#include <atomic>
#include <utility>

#include "http/error.h"

namespace api {

class ExclusiveSlot {
 public:
  // Throws `refusal` if the slot is taken. The flag must outlive the slot.
  ExclusiveSlot(std::atomic<bool>& taken, http::HttpError refusal) : taken_(taken) {
    if (taken_.exchange(true)) throw refusal;
  }
  ExclusiveSlot(const ExclusiveSlot&) = delete;
  ExclusiveSlot& operator=(const ExclusiveSlot&) = delete;
  ~ExclusiveSlot() {
    if (!kept_) taken_ = false;
  }
  void hold_forever() { kept_ = true; }  // the slot stays taken after destruction

 private:
  std::atomic<bool>& taken_;
  bool kept_ = false;
};

}  // namespace api
