// SPDX-License-Identifier: MIT
#include "mdns/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace app::mdns {
namespace {

constexpr std::uint32_t group_four = 0xe00000fb;  // 224.0.0.251
constexpr std::string_view group_six{"\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\xfb", 16};
constexpr int as_far_as_it_goes = 255;  // RFC 6762 §11: proves that no router forwarded the packet

void set(const base::Descriptor& socket, int level, int option, int value) {
  setsockopt(socket.get(), level, option, &value, sizeof value);
}

sockaddr_storage socket_address(const Endpoint& endpoint, unsigned interface) {
  sockaddr_storage address{};
  if (endpoint.family == Family::four) {
    auto& four = reinterpret_cast<sockaddr_in&>(address);
    four.sin_family = AF_INET;
    four.sin_port = htons(endpoint.port);
    std::memcpy(&four.sin_addr, endpoint.address.data(), sizeof four.sin_addr);
  } else {
    auto& six = reinterpret_cast<sockaddr_in6&>(address);
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(endpoint.port);
    std::memcpy(&six.sin6_addr, endpoint.address.data(), sizeof six.sin6_addr);
    if (IN6_IS_ADDR_LINKLOCAL(&six.sin6_addr) || IN6_IS_ADDR_MULTICAST(&six.sin6_addr)) {
      six.sin6_scope_id = interface;
    }
  }
  return address;
}

Endpoint endpoint_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    return {Family::four, {reinterpret_cast<const char*>(&four.sin_addr), 4}, ntohs(four.sin_port)};
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
  return {Family::six, {reinterpret_cast<const char*>(&six.sin6_addr), 16}, ntohs(six.sin6_port)};
}

base::Descriptor opened(Family family) {
  const bool is_four = family == Family::four;
  base::Descriptor socket(
      ::socket(is_four ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket && errno == EAFNOSUPPORT) return {};
  if (!socket) throw std::system_error(errno, std::generic_category(), "socket");
  if (!is_four) set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  const sockaddr_storage all = socket_address({family, std::string(is_four ? 4 : 16, '\0'), port_of_all}, 0);
  const socklen_t size = is_four ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&all), size) != 0) {
    if (!is_four && errno == EADDRNOTAVAIL) return {};  // IPv6 is disabled
    throw std::system_error(errno, std::generic_category(), "bind");
  }
  set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  set(socket, SOL_SOCKET, SO_REUSEPORT, 1);
  if (is_four) {
    set(socket, IPPROTO_IP, IP_PKTINFO, 1);
    set(socket, IPPROTO_IP, IP_TTL, as_far_as_it_goes);
    set(socket, IPPROTO_IP, IP_MULTICAST_TTL, as_far_as_it_goes);
    set(socket, IPPROTO_IP, IP_MULTICAST_ALL, 0);  // only the groups that this socket has joined
  } else {
    set(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, as_far_as_it_goes);
    set(socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, as_far_as_it_goes);
  }
  return socket;
}

// Reads which interface received the packet, and whether it was sent to the group.
void read_control(msghdr& head, Packet& packet) {
  for (cmsghdr* at = CMSG_FIRSTHDR(&head); at != nullptr; at = CMSG_NXTHDR(&head, at)) {
    if (at->cmsg_level == IPPROTO_IP && at->cmsg_type == IP_PKTINFO) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(at), sizeof info);
      packet.interface = static_cast<unsigned>(info.ipi_ifindex);
      packet.sender.to_all = ntohl(info.ipi_addr.s_addr) == group_four;
    } else if (at->cmsg_level == IPPROTO_IPV6 && at->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(at), sizeof info);
      packet.interface = info.ipi6_ifindex;
      packet.sender.to_all = IN6_IS_ADDR_MULTICAST(&info.ipi6_addr) != 0;
    }
  }
}

// Ancillary data: the interface of a packet.
union Control {
  cmsghdr head;
  char bytes[CMSG_SPACE(sizeof(in6_pktinfo))];
};

template <class Info>
void write_control(msghdr& head, int level, int type, const Info& info) {
  head.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* const at = CMSG_FIRSTHDR(&head);
  at->cmsg_level = level;
  at->cmsg_type = type;
  at->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(at), &info, sizeof info);
}

}  // namespace

Sockets::Sockets() : sockets_{opened(Family::four), opened(Family::six)} {}

Endpoint Sockets::group(Family family) {
  const std::uint32_t four = htonl(group_four);
  if (family == Family::four) return {family, {reinterpret_cast<const char*>(&four), 4}, port_of_all};
  return {family, std::string(group_six), port_of_all};
}

void Sockets::join(unsigned interface) const { set_member(interface, IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP); }

void Sockets::leave(unsigned interface) const { set_member(interface, IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP); }

void Sockets::set_member(unsigned interface, int option_four, int option_six) const {
  ip_mreqn four{};
  four.imr_multiaddr.s_addr = htonl(group_four);
  four.imr_ifindex = static_cast<int>(interface);
  setsockopt(of(Family::four).get(), IPPROTO_IP, option_four, &four, sizeof four);
  ipv6_mreq six{};
  std::memcpy(&six.ipv6mr_multiaddr, group_six.data(), group_six.size());
  six.ipv6mr_interface = interface;
  setsockopt(of(Family::six).get(), IPPROTO_IPV6, option_six, &six, sizeof six);
}

std::optional<Packet> Sockets::receive(Family family) const {
  Packet packet;
  packet.bytes.resize(dns::max_bytes);
  sockaddr_storage from{};
  Control control{};
  iovec place{packet.bytes.data(), packet.bytes.size()};
  msghdr head{};
  head.msg_name = &from;
  head.msg_namelen = sizeof from;
  head.msg_iov = &place;
  head.msg_iovlen = 1;
  head.msg_control = control.bytes;
  head.msg_controllen = sizeof control;
  const ssize_t size = recvmsg(of(family).get(), &head, 0);
  if (size < 0) return {};
  packet.bytes.resize(static_cast<std::size_t>(size));
  packet.sender.from = endpoint_of(from);
  if ((head.msg_flags & MSG_TRUNC) == 0) read_control(head, packet);
  return packet;
}

void Sockets::send(std::string_view bytes, unsigned interface, const Endpoint& to) const {
  sockaddr_storage address = socket_address(to, interface);
  Control control{};
  iovec place{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr head{};
  head.msg_name = &address;
  head.msg_namelen = to.family == Family::four ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  head.msg_iov = &place;
  head.msg_iovlen = 1;
  head.msg_control = control.bytes;
  if (to.family == Family::four) {
    write_control(head, IPPROTO_IP, IP_PKTINFO, in_pktinfo{static_cast<int>(interface), {}, {}});
  } else {
    write_control(head, IPPROTO_IPV6, IPV6_PKTINFO, in6_pktinfo{{}, interface});
  }
  sendmsg(of(to.family).get(), &head, MSG_NOSIGNAL);
}

}  // namespace app::mdns
