// SPDX-License-Identifier: MIT
#include "mdns/responder.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <system_error>
#include <utility>

#include "base/host/addresses.h"
#include "base/ids.h"
#include "base/log.h"

namespace app::mdns {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 3s, open_every = 10s;
constexpr auto deaf_for = 100ms;
constexpr int packets_at_once = 32;
// Many phones on one network multicast queries of all kinds; parsing a message takes a few microseconds. Link
// bounds multicast answers per record. These limits bound what is received, and unicast answers.
constexpr std::int64_t received_per_minute = 60'000, heard_at_once = 2'000;
constexpr std::int64_t sent_per_minute = 6'000, told_at_once = 200;
constexpr std::int64_t sent_per_minute_to_one = 300, told_to_one_at_once = 20;
constexpr std::size_t max_ones = 1000;
constexpr unsigned suspicious_conflicts = 15;  // RFC 6762 §8.1: from then on, probe more slowly
constexpr auto after_suspicion = 5s;
constexpr auto conflict_lasts = 3min;  // longer than a lasting conflict goes unchallenged

LinkState facts_of(const Interface& interface, const ServiceIdentity& identity) {
  return {identity, interface.advertised, interface.supports(Family::four), interface.supports(Family::six)};
}

std::string text_of(const Endpoint& endpoint) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = endpoint.family == Family::four ? AF_INET : AF_INET6;
  return inet_ntop(family, endpoint.address.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

std::uint32_t seed() {
  std::uint32_t value = 0;
  std::memcpy(&value, base::random_bytes(sizeof value).data(), sizeof value);
  return value;
}

}  // namespace

Responder::Responder(const base::Clock& clock, Options options, Callbacks calls)
    : clock_(clock),
      options_(std::move(options)),
      calls_(std::move(calls)),
      heard_(clock, received_per_minute, heard_at_once, 1),
      told_(clock, sent_per_minute, told_at_once, 1),
      told_to_one_(clock, sent_per_minute_to_one, told_to_one_at_once, max_ones) {}

Responder::~Responder() { stop(); }

void Responder::start(std::uint16_t port) {
  if (!options_.on || base::is_loopback(options_.listens_on)) return;
  port_ = port;
  stop_ = base::Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  try {
    if (!stop_) throw std::system_error(errno, std::generic_category(), "eventfd");
    thread_ = std::thread([this] { work(); });
  } catch (const std::system_error& error) {
    base::log(base::Level::warning, "mdns", "the box is not announced", {{"error", error.what()}});
  }
}

void Responder::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

std::string Responder::name() const {
  const std::lock_guard lock(mutex_);
  return name_;
}

ServiceIdentity Responder::identity() const {
  return {with_suffix(options_.label, number_), port_, text_, options_.plain};
}

// After any failure, starts over with a delay.
void Responder::work() {
  while (!stopping_) {
    try {
      const base::SteadyTime now = clock_.steady_now();
      if (!sockets_ && now >= open_at_) open();
      if (sockets_ && now >= look_at_) refresh_interfaces();
      send_due();
      publish_name();
      wait();
    } catch (const std::exception& error) {
      log_once("the box is not announced", error.what());
      members_.clear();
      sockets_.reset();
      open_at_ = clock_.steady_now() + open_every;
    }
  }
  for (auto& [index, member] : members_) send(member.link.goodbye(), index);
  members_.clear();
  sockets_.reset();
}

void Responder::log_once(const std::string& what, const std::string& error) {
  if (std::exchange(told_last_, what + error) == what + error) return;
  base::log(base::Level::warning, "mdns", what, {{"error", error}});
}

void Responder::open() {
  open_at_ = clock_.steady_now() + open_every;
  try {
    sockets_.emplace();
    told_last_.clear();
    look_at_ = {};
  } catch (const std::system_error& error) {
    const bool taken = error.code() == std::errc::address_in_use;
    log_once(taken ? "another program answers for this machine at UDP port 5353: the box leaves it to that"
                   : "the box is not announced",
             error.what());
  }
}

void Responder::refresh_interfaces() {
  look_at_ = clock_.steady_now() + look_every;
  interfaces_ = list_interfaces(options_.listens_on);
  text_ = calls_.text();
  std::erase_if(members_, [&](const auto& one) {
    const auto there = std::ranges::find(interfaces_, one.first, &Interface::index);
    if (there != interfaces_.end() && !there->advertised.empty()) return false;
    sockets_->leave(one.first);
    return true;
  });
  const ServiceIdentity now_called = identity();
  for (const Interface& one : interfaces_) {
    if (!one.advertised.empty()) look_at(one, now_called);
  }
}

void Responder::look_at(const Interface& interface, const ServiceIdentity& identity) {
  const LinkState facts = facts_of(interface, identity);
  const base::SteadyTime now = clock_.steady_now();
  sockets_->join(interface.index);  // joined again, as a family may have been added
  if (const auto known = members_.find(interface.index); known != members_.end()) {
    known->second.interface = interface;
    known->second.link.change(facts, now);
    return;
  }
  members_.emplace(interface.index, ActiveLink{interface, Link(facts, now, seed())});
}

// Reports a conflict when it begins or the other host changes, so that a lasting one does not fill the log.
void Responder::tell_conflict(const Endpoint& other) {
  const std::string name = identity().label + ".local", address = text_of(other);
  const base::SteadyTime now = clock_.steady_now();
  const bool goes_on = conflict_ == name + ": " + address && now - conflict_at_ < conflict_lasts;
  conflict_ = name + ": " + address;
  conflict_at_ = now;
  if (goes_on) return;
  base::log(base::Level::error, "mdns", "another machine answers for the name of this box",
            {{"name", name}, {"address", address}});
  calls_.disputed(conflict_);
}

// Applies to all networks, so that a device that moves between them finds the same server.
void Responder::rename(const Endpoint& other) {
  const std::string lost = identity().label + ".local", address = text_of(other);
  ++number_;
  ++conflicts_;
  const ServiceIdentity next = identity();
  base::log(base::Level::warning, "mdns", "the name is somebody else's: the next is tried",
            {{"name", next.label + ".local"}, {"address", address}});
  calls_.lost(next.label + ".local; " + lost + ": " + address);
  const std::chrono::milliseconds pause = conflicts_ > suspicious_conflicts ? after_suspicion : 0s;
  for (auto& [index, member] : members_) {
    member.link.change(facts_of(member.interface, next), clock_.steady_now(), pause);
  }
}

void Responder::wait() {
  const base::SteadyTime now = clock_.steady_now();
  base::SteadyTime until = sockets_ ? look_at_ : open_at_;
  for (const auto& [index, member] : members_) until = std::min(until, member.link.next());
  const bool deaf = now < deaf_until_;
  if (deaf) until = std::min(until, deaf_until_);
  std::array<pollfd, 3> events{{{stop_.get(), POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}}};
  for (std::size_t at = 0; sockets_ && !deaf && at < families.size(); ++at) {
    events.at(at + 1).fd = sockets_->descriptor(families.at(at));
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(std::max(until, now) - now);
  poll(events.data(), events.size(), static_cast<int>(left.count()));
  for (std::size_t at = 0; at < families.size(); ++at) {
    if (events.at(at + 1).revents != 0) receive(families.at(at));
  }
}

void Responder::receive(Family family) {
  for (int count = 0; count < packets_at_once; ++count) {
    if (!heard_.acquire("").allowed) {  // the rest stays in the socket buffer, where the kernel may drop it
      deaf_until_ = clock_.steady_now() + deaf_for;
      return;
    }
    const auto packet = sockets_->receive(family);
    if (!packet) return;
    handle_packet(*packet);
  }
}

void Responder::handle_packet(const Packet& packet) {
  const auto member = members_.find(packet.interface);
  if (member == members_.end()) return;
  Source sender = packet.sender;
  sender.own = is_own(interfaces_, sender.from);
  if (!is_on_link(member->second.interface, sender.from)) return;
  const auto message = dns::parse(packet.bytes);
  if (!message) return;
  Link& link = member->second.link;
  const unsigned disputes = link.disputes();
  const bool kept = link.handle_message(*message, sender, clock_.steady_now());
  if (link.disputes() != disputes) tell_conflict(sender.from);
  if (!kept) rename(sender.from);
}

void Responder::send_due() {
  if (!sockets_) return;
  for (auto& [index, member] : members_) send(member.link.take_due(clock_.steady_now()), index);
}

void Responder::send(const std::vector<OutgoingMessage>& all, unsigned interface) {
  for (const OutgoingMessage& one : all) {
    const bool sent = !one.to || (told_to_one_.acquire(one.to->address).allowed && told_.acquire("").allowed);
    if (sent)
      sockets_->send(dns::serialize(one.message), interface, one.to.value_or(Sockets::group(one.family)));
  }
}

void Responder::publish_name() {
  const bool claimed =
      std::ranges::any_of(members_, [](const auto& one) { return one.second.link.claimed(); });
  std::string name = claimed ? with_suffix(options_.label, number_) + ".local" : "";
  {
    const std::lock_guard lock(mutex_);
    if (name_ == name) return;
    name_ = name;
  }
  if (claimed) {
    base::log(base::Level::info, "mdns", "the box is found by its name",
              {{"url", base::http_url(name, port_, options_.plain ? "http" : "https")}});
  }
  calls_.on_name_changed();
}

}  // namespace app::mdns
