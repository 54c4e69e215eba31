// SPDX-License-Identifier: MIT
#pragma once

// Being found: the box answers to NAME.local and tells of its context on every network it is on, without
// anything else to set up. Where another program has UDP port 5353 it stands back. Nothing that goes wrong
// here keeps the box from serving: it is logged once, and tried again. What strangers send costs a fixed
// share of the processor at most, and brings them no more than a few answers a second.
//
// start() and stop() belong to one thread, the work to a thread of its own; name() is anybody's. A crash
// leaves nothing but names that others remember for two minutes.

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
  std::string label;       // of the name, unless somebody has it already
  std::string listens_on;  // a server on the loopback's address is nobody's to find
  bool plain = true;       // what answers there is plain HTTP
};

class Responder {
 public:
  struct Callbacks {
    std::function<std::vector<std::string>()> text;  // of _expobox._tcp; asked every few seconds
    std::function<void()> on_name_changed;           // name() is another
    // Another machine answers for the name: "expobox.local: 10.0.0.9"; once for as long as it goes on.
    std::function<void(const std::string& detail)> disputed = [](const std::string&) {};
    // Another machine has the name, and which name is tried next: "expobox-2.local; expobox.local: 10.0.0.9".
    std::function<void(const std::string& detail)> lost = [](const std::string&) {};
  };
  // The calls are made by the responder's own thread.
  Responder(const base::Clock& clock, Options options, Callbacks calls);
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  void start(std::uint16_t port);
  void stop();               // takes everything back first
  std::string name() const;  // "expobox.local"; "" while the box has none

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

  // The thread's own.
  base::RateLimiter heard_, told_, told_to_one_;
  std::optional<Sockets> sockets_;
  std::vector<Interface> interfaces_;
  std::map<unsigned, ActiveLink> members_;
  std::vector<std::string> text_;
  unsigned number_ = 1, conflicts_ = 0;  // of the name; it is kept for this run
  base::SteadyTime look_at_{}, open_at_{}, deaf_until_{};
  std::string told_last_;  // of what does not work
  std::string conflict_;   // told last of another with the name
  base::SteadyTime conflict_at_{};

  mutable std::mutex mutex_;
  std::string name_;
  std::thread thread_;
};

}  // namespace app::mdns
