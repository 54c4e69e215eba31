// SPDX-License-Identifier: MIT
#pragma once

// The port: accepts, on a thread of its own, and hands every new socket over at once. The accept loop is
// cpp-httplib's. One thread opens and closes.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/files.h"

namespace http {

class Listener {
 public:
  struct Callbacks {
    std::function<void(base::Descriptor socket, std::string address)> on_accept;  // a client has come
    std::function<void()> on_tick;  // about twice a second, whether or not anybody comes
  };

  explicit Listener(Callbacks calls);
  ~Listener();  // closes

  // Accepting when it returns, on this port (0: any free one). Throws ListenError.
  std::uint16_t open(const std::string& address, std::uint16_t port);
  void close();  // no call any more when it returns

 private:
  class Port;
  std::unique_ptr<Port> port_;
};

}  // namespace http
