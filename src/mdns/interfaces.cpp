// SPDX-License-Identifier: MIT
#include "mdns/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>

namespace app::mdns {
namespace {

constexpr std::size_t max_addresses = 6;  // per family; all of them fit into one packet

std::string bytes_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    return {reinterpret_cast<const char*>(&four), sizeof four};
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  return {reinterpret_cast<const char*>(&six), sizeof six};
}

std::string bytes_of(int family, const std::string& text) {
  std::array<char, sizeof(in6_addr)> bytes{};
  if (inet_pton(family, text.c_str(), bytes.data()) != 1) return {};
  return {bytes.data(), family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr)};
}

class Reached {
 public:
  explicit Reached(const std::string& listens_on)
      : six_(listens_on == "::"),
        four_(six_ || listens_on == "0.0.0.0"),
        one_(listens_on.find(':') == listens_on.npos ? bytes_of(AF_INET, listens_on)
                                                     : bytes_of(AF_INET6, listens_on)) {}
  bool by(const Endpoint& address) const {
    return (address.family == Family::six ? six_ : four_) || address.address == one_;
  }

 private:
  const bool six_, four_;
  const std::string one_;
};

bool is_usable(const ifaddrs& at) {
  constexpr unsigned needed = IFF_UP | IFF_RUNNING | IFF_MULTICAST, unwanted = IFF_LOOPBACK | IFF_POINTOPOINT;
  const bool known = at.ifa_addr != nullptr && at.ifa_netmask != nullptr &&
                     (at.ifa_addr->sa_family == AF_INET || at.ifa_addr->sa_family == AF_INET6);
  return known && (at.ifa_flags & needed) == needed && (at.ifa_flags & unwanted) == 0;
}

void add(Interface& to, const ifaddrs& at, const Reached& reached) {
  const Family family = at.ifa_addr->sa_family == AF_INET ? Family::four : Family::six;
  const Interface::Net net{{family, bytes_of(*at.ifa_addr), port_of_all}, bytes_of(*at.ifa_netmask)};
  to.nets.push_back(net);
  std::vector<std::string>& answered = family == Family::four ? to.advertised.four : to.advertised.six;
  if (reached.by(net.own) && answered.size() < max_addresses) answered.push_back(net.own.address);
}

}  // namespace

bool Interface::supports(Family family) const {
  return std::ranges::any_of(nets, [&](const Net& net) { return net.own.family == family; });
}

std::vector<Interface> list_interfaces(const std::string& listens_on) {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(first, freeifaddrs);
  const Reached reached(listens_on);
  std::vector<Interface> found;
  for (const ifaddrs* at = list.get(); at != nullptr; at = at->ifa_next) {
    const unsigned index = is_usable(*at) ? if_nametoindex(at->ifa_name) : 0;
    if (index == 0) continue;
    auto place = std::ranges::find(found, index, &Interface::index);
    if (place == found.end()) {
      place = found.insert(found.end(), {.index = index, .nets = {}, .advertised = {}});
    }
    add(*place, *at, reached);
  }
  return found;
}

bool is_on_link(const Interface& interface, const Endpoint& from) {
  return std::ranges::any_of(interface.nets, [&](const Interface::Net& net) {
    if (net.own.family != from.family || net.mask.size() != from.address.size()) return false;
    for (std::size_t at = 0; at < net.mask.size(); ++at) {
      if (((net.own.address[at] ^ from.address[at]) & net.mask[at]) != 0) return false;
    }
    return true;
  });
}

bool is_own(const std::vector<Interface>& all, const Endpoint& from) {
  return std::ranges::any_of(all, [&](const Interface& one) {
    return std::ranges::any_of(one.nets, [&](const Interface::Net& net) {
      return net.own.family == from.family && net.own.address == from.address;
    });
  });
}

}  // namespace app::mdns
