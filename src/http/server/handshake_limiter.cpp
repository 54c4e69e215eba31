// SPDX-License-Identifier: MIT
#include "http/server/handshake_limiter.h"

namespace http {

void HandshakeLimiter::finished(bool well) {
  --open_;
  ++(well ? done_ : failed_);
}

}  // namespace http
