// SPDX-License-Identifier: MIT
#pragma once

// Listens on a port: accepts connections on a thread of its own and passes each socket on at once. The accept
// loop is cpp-httplib's.
// Thread safety: one thread calls open() and close().
// Throws: ListenError.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/files.h"

namespace http {

class Listener {
 public:
  struct Callbacks {
    std::function<void(base::Descriptor socket, std::string address)> on_accept;
    std::function<void()> on_tick;  // about twice a second, with or without connections
  };

  explicit Listener(Callbacks calls);
  ~Listener();  // calls close()

  // Accepts connections on this port (0: any free one) when it returns. Returns the port.
  std::uint16_t open(const std::string& address, std::uint16_t port);
  void close();  // no callback runs after it returns

 private:
  class Port;
  std::unique_ptr<Port> port_;
};

}  // namespace http
