// SPDX-License-Identifier: MIT
#pragma once

// Announces the server by multicast DNS: answers for NAME.local and advertises its services on every network,
// without further setup. Yields UDP port 5353 to another program that has it. A failure never keeps the
// server from serving; it is logged once and the operation is retried. Untrusted traffic takes a bounded
// share of the processor, and each sender gets at most a few answers a second.
// Thread safety: start() and stop() belong to one thread; any thread may call name(). The work has its own
// thread.
// Crash safety: no persistent state; other hosts cache the names for two minutes.

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/rate_limiter.h"
#include "mdns/interfaces.h"
#include "mdns/link.h"
#include "mdns/sockets.h"

namespace app::mdns {

struct Options {
  bool on = true;
  std::string label;       // of the name, unless another host has it
  std::string listens_on;  // on a loopback address, the server is not announced
  bool plain = true;       // the server speaks plain HTTP
};

class Responder {
 public:
  struct Callbacks {
    std::function<std::vector<std::string>()> text;  // TXT data of _expobox._tcp; called every few seconds
    std::function<void()> on_name_changed;           // name() has changed
    // Another host answers for the name: "expobox.local: 10.0.0.9". Called once while the conflict lasts.
    std::function<void(const std::string& detail)> disputed = [](const std::string&) {};
    // Another host has the name; the next name to try comes first: "expobox-2.local; expobox.local:
    // 10.0.0.9".
    std::function<void(const std::string& detail)> lost = [](const std::string&) {};
  };
  // The responder's own thread makes the calls.
  Responder(const base::Clock& clock, Options options, Callbacks calls);
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  void start(std::uint16_t port);
  void stop();               // withdraws all records first
  std::string name() const;  // "expobox.local"; "" while no name is claimed

 private:
  struct ActiveLink {
    Interface interface;
    Link link;
  };

  void work();
  void open();
  void refresh_interfaces();
  void look_at(const Interface& interface, const ServiceIdentity& identity);
  void tell_conflict(const Endpoint& other);
  void rename(const Endpoint& other);
  void wait();
  void receive(Family family);
  void handle_packet(const Packet& packet);
  void send_due();
  void send(const std::vector<OutgoingMessage>& all, unsigned interface);
  void publish_name();
  void log_once(const std::string& what, const std::string& error);
  ServiceIdentity identity() const;

  const base::Clock& clock_;
  const Options options_;
  const Callbacks calls_;
  std::uint16_t port_ = 0;
  base::Descriptor stop_;
  std::atomic<bool> stopping_{false};

  // Used only by the responder's own thread.
  base::RateLimiter heard_, told_, told_to_one_;
  std::optional<Sockets> sockets_;
  std::vector<Interface> interfaces_;
  std::map<unsigned, ActiveLink> members_;
  std::vector<std::string> text_;
  unsigned number_ = 1, conflicts_ = 0;  // suffix of the name; kept for this run
  base::SteadyTime look_at_{}, open_at_{}, deaf_until_{};
  std::string told_last_;  // last failure logged
  std::string conflict_;   // last conflict reported
  base::SteadyTime conflict_at_{};

  mutable std::mutex mutex_;
  std::string name_;
  std::thread thread_;
};

}  // namespace app::mdns
