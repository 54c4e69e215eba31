// SPDX-License-Identifier: MIT
#pragma once

// The networks this machine is on, as multicast DNS needs them. Any thread may call.

#include <string>
#include <vector>

#include "mdns/link.h"

namespace app::mdns {

struct Interface {
  struct Net {
    Endpoint own;      // this machine's address
    std::string mask;  // as long as the address
  };
  unsigned index = 0;
  std::vector<Net> nets;
  Addresses advertised;  // of those, where a server that listens there is reached; a few at most

  bool supports(Family family) const;
};

// All that are up and know multicast, but for the loopback; those where the server is not reached have no
// answered addresses. listens_on: an address, or "0.0.0.0" or "::" for all of that kind, of IPv6's, both.
std::vector<Interface> list_interfaces(const std::string& listens_on);

bool is_on_link(const Interface& interface, const Endpoint& from);
bool is_own(const std::vector<Interface>& all, const Endpoint& from);

}  // namespace app::mdns
