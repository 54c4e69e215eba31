// SPDX-License-Identifier: MIT
#pragma once

// UDP port 5353, in both families where the machine has them. One thread; a crash leaves nothing.

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
  // Alone at first: where another program has the port this throws, with EADDRINUSE. Who comes later may
  // share it. Throws std::system_error.
  Sockets();

  int descriptor(Family family) const { return of(family).get(); }  // -1: it is not spoken here
  void join(unsigned interface) const;  // its groups; what cannot be joined is not heard
  void leave(unsigned interface) const;
  // From the group or for this machine alone; nothing when there is none, or none to make sense of.
  std::optional<Packet> receive(Family family) const;
  // What cannot be sent is lost, as on the way.
  void send(std::string_view bytes, unsigned interface, const Endpoint& to) const;
  static Endpoint group(Family family);

 private:
  void set_member(unsigned interface, int option_four, int option_six) const;
  const base::Descriptor& of(Family family) const { return sockets_[static_cast<std::size_t>(family)]; }

  std::array<base::Descriptor, 2> sockets_;
};

}  // namespace app::mdns
