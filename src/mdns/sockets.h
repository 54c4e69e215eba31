// SPDX-License-Identifier: MIT
#pragma once

// Sockets for UDP port 5353, in IPv4 and IPv6 where the machine has them.
// Thread safety: one thread at a time.
// Crash safety: no persistent state.
// Throws: std::system_error where noted.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "mdns/link.h"

namespace app::mdns {

struct Packet {
  std::string bytes;
  Source sender;
  unsigned interface = 0;
};

class Sockets {
 public:
  // Binds the port exclusively; a program that binds it later may share it. Throws std::system_error, with
  // EADDRINUSE if another program has the port.
  Sockets();

  int descriptor(Family family) const { return of(family).get(); }  // -1: not supported
  void join(unsigned interface) const;                              // joins both groups; ignores failures
  void leave(unsigned interface) const;
  // Returns a packet to the group or to this machine, or nothing if there is none.
  std::optional<Packet> receive(Family family) const;
  // Ignores failures, as a packet may also be lost in transit.
  void send(std::string_view bytes, unsigned interface, const Endpoint& to) const;
  static Endpoint group(Family family);

 private:
  void set_member(unsigned interface, int option_four, int option_six) const;
  const base::Descriptor& of(Family family) const { return sockets_[static_cast<std::size_t>(family)]; }

  std::array<base::Descriptor, 2> sockets_;
};

}  // namespace app::mdns
