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
struct Source {
  Endpoint from;
  bool to_all = true;  // to the group, not to this box alone
  bool own = false;    // from an address of this machine: what it claims is this box's, on another network
};

struct OutgoingMessage {
  dns::Message message;
  Family family = Family::four;
  std::optional<Endpoint> to;  // else to all
};

// What the box is on this network.
struct LinkState {
  ServiceIdentity identity;
  Addresses addresses;
  bool four = false, six = false;  // the ways it speaks there
  bool operator==(const LinkState&) const = default;
};

class Link {
 public:
  Link(const LinkState& facts, base::SteadyTime now, std::uint32_t seed);

  // New facts are told to all. With another label the box asks for it first, not before `wait` has passed.
  void change(const LinkState& facts, base::SteadyTime now, std::chrono::milliseconds wait = {});
  // False: somebody else has the name.
  bool handle_message(const dns::Message& message, const Source& sender, base::SteadyTime now);
  std::vector<OutgoingMessage> take_due(base::SteadyTime now);  // what is to be sent now, each once
  base::SteadyTime next() const;  // when to ask again; an answer may be due at once after handle_message()
  std::vector<OutgoingMessage> goodbye();  // §10.1: all this is no more
  bool claimed() const { return stage_ != Stage::probing; }
  unsigned disputes() const { return disputes_; }  // how often somebody answered for the name it had

 private:
  enum class Stage { probing, announcing, found };
  struct SendState {
    std::optional<base::SteadyTime> last, planned;
  };
  // Answers that wait for the rest of what the asker knows (§7.2).
  struct PendingAnswer {
    Source sender;
    base::SteadyTime at;
    RecordIndexes places;
  };

  void probe_from(base::SteadyTime at);
  void step(base::SteadyTime now);
  void challenge_others(base::SteadyTime now);
  void to_all(const dns::Message& message);
  void heard_query(const dns::Message& query, const Source& sender, base::SteadyTime now);
  void answer_one(const dns::Message& query, const Source& sender, const RecordIndexes& places);
  void answer_all(const dns::Message& query, const Source& sender, const RecordIndexes& places,
                  base::SteadyTime now);
  void schedule(Family family, const RecordIndexes& places, base::SteadyTime at,
                std::chrono::milliseconds gap);
  void send_planned(Family family, base::SteadyTime now);
  bool sent_recently(std::size_t place, Family family, base::SteadyTime now) const;
  std::chrono::milliseconds random_delay(int least, int most);
  SendState& told(std::size_t place, Family family) { return told_[place][static_cast<std::size_t>(family)]; }

  LinkState facts_;
  std::vector<OwnRecord> own_;
  std::vector<std::array<SendState, 2>> told_;  // of each record, to each family
  std::vector<PendingAnswer> held_;
  std::vector<OutgoingMessage> out_;
  Stage stage_ = Stage::probing;
  int steps_ = 0;  // of this stage, done
  std::optional<base::SteadyTime> step_at_, challenge_at_;
  unsigned challenges_ = 0, disputes_ = 0;
  std::minstd_rand dice_;
};

}  // namespace app::mdns
