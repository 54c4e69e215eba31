// SPDX-License-Identifier: MIT
#pragma once

// Runs multicast DNS on one network (RFC 6762): probes for the server's names, claims them, and answers
// queries. Callers pass in the time and send what it returns; it has no sockets and no threads. At most one
// answer per record is planned. A record is multicast at most once a second, or every 250 ms in defence
// against a probe.
// Thread safety: one thread at a time.

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
  std::string address;  // as in a packet
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

// The sender of a message.
struct Source {
  Endpoint from;
  bool to_all = true;  // sent to the group, not to this server alone
  bool own = false;    // from this machine: its claims are the server's, on another network
};

struct OutgoingMessage {
  dns::Message message;
  Family family = Family::four;
  std::optional<Endpoint> to;  // empty: multicast
};

// The state of the server on this network.
struct LinkState {
  ServiceIdentity identity;
  Addresses addresses;
  bool four = false, six = false;  // address families in use there
  bool operator==(const LinkState&) const = default;
};

class Link {
 public:
  Link(const LinkState& facts, base::SteadyTime now, std::uint32_t seed);

  // Announces changed facts. After a change of label, probes for the new one first, once `wait` has passed.
  void change(const LinkState& facts, base::SteadyTime now, std::chrono::milliseconds wait = {});
  // Returns false if another host has the name.
  bool handle_message(const dns::Message& message, const Source& sender, base::SteadyTime now);
  std::vector<OutgoingMessage> take_due(base::SteadyTime now);  // messages to send now, each once
  base::SteadyTime next() const;           // next due time; handle_message() may make an answer due at once
  std::vector<OutgoingMessage> goodbye();  // RFC 6762 §10.1: withdraws all records
  bool claimed() const { return stage_ != Stage::probing; }
  unsigned disputes() const { return disputes_; }  // number of conflicts over a claimed name

 private:
  enum class Stage { probing, announcing, found };
  struct SendState {
    std::optional<base::SteadyTime> last, planned;
  };
  // Answers that wait for further known answers of the querier (RFC 6762 §7.2).
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
  std::vector<std::array<SendState, 2>> told_;  // per record and family
  std::vector<PendingAnswer> held_;
  std::vector<OutgoingMessage> out_;
  Stage stage_ = Stage::probing;
  int steps_ = 0;  // completed in this stage
  std::optional<base::SteadyTime> step_at_, challenge_at_;
  unsigned challenges_ = 0, disputes_ = 0;
  std::minstd_rand dice_;
};

}  // namespace app::mdns
