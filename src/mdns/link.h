// SPDX-License-Identifier: MIT
#pragma once

// The box on one network, as multicast DNS sees it: it asks whether its names are free, claims them, and
// answers. Time comes in with each call and what is to be sent goes out: no sockets, no threads. Bounded: for
// each record one answer is planned at most, and at most once a second it goes to all.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/clock.h"
#include "mdns/dns_message.h"
#include "mdns/records.h"

namespace app::mdns {

inline constexpr std::uint16_t port_of_all = 5353;

enum class Family : std::uint8_t { four, six };
inline constexpr std::array families = {Family::four, Family::six};

struct Endpoint {
  Family family = Family::four;
  std::string address;  // as it is in a packet
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

// Where a message came from.
struct Sender {
  Endpoint from;
  bool to_all = true;  // to the group, not to this box alone
  bool own = false;    // from an address of this machine: what it claims is this box's, on another network
};

struct Outgoing {
  dns::Message message;
  Family family = Family::four;
  std::optional<Endpoint> to;  // else to all
};

// What the box is on this network.
struct Facts {
  Identity identity;
  Addresses addresses;
  bool four = false, six = false;  // the ways it speaks there
  bool operator==(const Facts&) const = default;
};

class Link {
 public:
  Link(const Facts& facts, base::Tick now, std::uint32_t seed);

  // New facts are told to all. With another label the box asks for it first, not before `wait` has passed.
  void change(const Facts& facts, base::Tick now, std::chrono::milliseconds wait = {});
  // False: somebody else has the name.
  bool heard(const dns::Message& message, const Sender& sender, base::Tick now);
  std::vector<Outgoing> due(base::Tick now);  // what is to be sent now, each once
  base::Tick next() const;                    // when to ask again; an answer may be due at once after heard()
  std::vector<Outgoing> goodbye();            // §10.1: all this is no more
  bool claimed() const { return stage_ != Stage::probing; }
  unsigned disputes() const { return disputes_; }  // how often somebody answered for the name it had

 private:
  enum class Stage { probing, announcing, found };
  struct Told {
    std::optional<base::Tick> last, planned;
  };
  // Answers that wait for the rest of what the asker knows (§7.2).
  struct Held {
    Sender sender;
    base::Tick at;
    Places places;
  };

  void probe_from(base::Tick at);
  void step(base::Tick now);
  void challenge_others(base::Tick now);
  void to_all(const dns::Message& message);
  void heard_query(const dns::Message& query, const Sender& sender, base::Tick now);
  void answer_one(const dns::Message& query, const Sender& sender, const Places& places);
  void answer_all(const dns::Message& query, const Sender& sender, const Places& places, base::Tick now);
  void plan(Family family, const Places& places, base::Tick at, std::chrono::milliseconds gap);
  void send_planned(Family family, base::Tick now);
  bool told_lately(std::size_t place, Family family, base::Tick now) const;
  std::chrono::milliseconds between(int least, int most);
  Told& told(std::size_t place, Family family) { return told_[place][static_cast<std::size_t>(family)]; }

  Facts facts_;
  std::vector<Own> own_;
  std::vector<std::array<Told, 2>> told_;  // of each record, to each family
  std::vector<Held> held_;
  std::vector<Outgoing> out_;
  Stage stage_ = Stage::probing;
  int steps_ = 0;  // of this stage, done
  std::optional<base::Tick> step_at_, challenge_at_;
  unsigned challenges_ = 0, disputes_ = 0;
  std::minstd_rand dice_;
};

}  // namespace app::mdns
