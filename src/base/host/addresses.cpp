// SPDX-License-Identifier: MIT
#include "base/host/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "base/files.h"
#include "base/text/text.h"

namespace base {
namespace {

constexpr auto loopback = "127.0.0.1";

std::string text_of(const sockaddr& address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text.data(), text.size());
  return text.data();
}

std::vector<std::string> addresses_here() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {loopback};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(first, freeifaddrs);
  std::vector<std::string> found;
  for (const ifaddrs* at = list.get(); at != nullptr; at = at->ifa_next) {
    const bool usable = (at->ifa_flags & IFF_UP) != 0 && (at->ifa_flags & IFF_LOOPBACK) == 0;
    if (usable && at->ifa_addr != nullptr && at->ifa_addr->sa_family == AF_INET) {
      found.push_back(text_of(*at->ifa_addr));
    }
  }
  found.emplace_back(loopback);
  return found;
}

}  // namespace

std::string_view strip_brackets(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) return text.substr(1, text.size() - 2);
  return text;
}

bool is_ip_address(std::string_view text) {
  std::array<unsigned char, 16> address{};
  const std::string bare(strip_brackets(text));
  return inet_pton(AF_INET, std::string(text).c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, bare.c_str(), address.data()) == 1;
}

bool is_loopback(std::string_view address) {
  return (is_ip_address(address) && address.starts_with("127.")) || strip_brackets(address) == "::1";
}

std::vector<std::string> urls_for_listener(const std::string& listens_on) {
  if (listens_on == "0.0.0.0" || listens_on == "::") return addresses_here();
  return {listens_on.find(':') == std::string::npos ? listens_on : "[" + listens_on + "]"};
}

// connect() on a datagram socket selects a local address and sends nothing.
std::string local_address_for(std::string_view client) {
  std::string bare(strip_brackets(client));
  constexpr std::string_view mapped = "::ffff:";
  if (bare.starts_with(mapped) && bare.find('.') != bare.npos) bare.erase(0, mapped.size());
  sockaddr_storage address{};
  auto& four = reinterpret_cast<sockaddr_in&>(address);
  auto& six = reinterpret_cast<sockaddr_in6&>(address);
  const bool is_four = inet_pton(AF_INET, bare.c_str(), &four.sin_addr) == 1;
  if (!is_four && inet_pton(AF_INET6, bare.c_str(), &six.sin6_addr) != 1) return {};
  address.ss_family = is_four ? AF_INET : AF_INET6;
  four.sin_port = htons(9);  // at the same offset in both families
  socklen_t size = is_four ? sizeof four : sizeof six;
  const Descriptor socket(::socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (!socket || connect(socket.get(), any, size) != 0 || getsockname(socket.get(), any, &size) != 0)
    return {};
  if (is_four) return text_of(*any);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
  return "[" + std::string(text.data()) + "]";
}

std::string http_url(const std::string& address, int port, std::string_view scheme) {
  return std::string(scheme) + "://" + address + ":" + std::to_string(port) + "/";
}

std::string mdns_hostname() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) return {};
  const std::string name = ascii_lower(std::string_view(host.data()));
  const std::string label = name.substr(0, name.find('.'));
  return label.empty() || label == "localhost" ? "" : label + ".local";
}

}  // namespace base
