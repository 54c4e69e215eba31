// SPDX-License-Identifier: MIT
#pragma once

// Something only one at a time may do: its place is taken, or the next is told so. Any thread may call.

#include <atomic>
#include <utility>

#include "http/error.h"

namespace api {

class Place {
 public:
  // Throws `refusal` when somebody has it. The flag outlives the place.
  Place(std::atomic<bool>& taken, http::Error refusal) : taken_(taken) {
    if (taken_.exchange(true)) throw refusal;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (!kept_) taken_ = false;
  }
  void keep() { kept_ = true; }  // for good: nobody gets it after this one

 private:
  std::atomic<bool>& taken_;
  bool kept_ = false;
};

}  // namespace api
