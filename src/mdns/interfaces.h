// SPDX-License-Identifier: MIT
#pragma once

// Lists the networks of this machine for multicast DNS.
// Thread safety: any thread may call all functions.

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
  Addresses advertised;  // addresses that reach the server; a few at most

  bool supports(Family family) const;
};

// Returns all interfaces that are up and support multicast, except loopback and point-to-point. An interface
// that does not reach the server has no advertised addresses. listens_on: an IP address; "0.0.0.0" stands for
// all IPv4 addresses, and "::" for all addresses of both families.
std::vector<Interface> list_interfaces(const std::string& listens_on);

bool is_on_link(const Interface& interface, const Endpoint& from);
bool is_own(const std::vector<Interface>& all, const Endpoint& from);

}  // namespace app::mdns
