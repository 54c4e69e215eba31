// SPDX-License-Identifier: MIT
#include "http/handshakes.h"

namespace http {

bool Handshakes::begin(Connection& connection) {
  const std::lock_guard lock(mutex_);
  if (free_ == 0) {
    line_.push_back(&connection);
    return false;
  }
  --free_;
  return true;
}

Connection* Handshakes::next() {
  const std::lock_guard lock(mutex_);
  if (line_.empty()) {
    ++free_;
    return nullptr;
  }
  Connection* const next = line_.front();
  line_.pop_front();
  return next;
}

void Handshakes::ended(bool well) {
  --open_;
  ++(well ? done_ : failed_);
}

}  // namespace http
