// SPDX-License-Identifier: MIT
#pragma once

// Builds the records that the server publishes by multicast DNS on one network (RFC 6762, RFC 6763). Decides
// which of them answer a question, and which host yields if two want one name.
// Thread safety: pure functions; any thread may call them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdns/dns_message.h"

namespace app::mdns {

inline constexpr std::uint32_t host_ttl = 120, other_ttl = 4500;  // seconds, RFC 6762 §10

// The identity that the server advertises.
struct ServiceIdentity {
  std::string label;  // of NAME.local, and of the services
  std::uint16_t port = 0;
  std::vector<std::string> text;  // TXT data of _expobox._tcp: "api=/api/v1/" …
  bool plain = true;              // the server speaks plain HTTP, and _http._tcp is advertised
  bool operator==(const ServiceIdentity&) const = default;
};

// Letters, digits and '-', with no '-' at either end, and at most 63 characters.
bool is_label(std::string_view text);
std::string with_suffix(std::string_view label, unsigned number);  // "expobox-2"; number 1 has no suffix

// Addresses as in a packet; only those at which the server answers.
struct Addresses {
  std::vector<std::string> four, six;
  bool empty() const { return four.empty() && six.empty(); }
  bool operator==(const Addresses&) const = default;
};

struct OwnRecord {
  dns::Record record;
  bool shared = false;  // other hosts may have records of this name and type
};

// Records of one name are adjacent; those of the host come first.
std::vector<OwnRecord> records_of(const ServiceIdentity& identity, const Addresses& addresses);

// Indexes into the list of records, without duplicates.
using RecordIndexes = std::vector<std::size_t>;

// The records that answer a question, without known answers (RFC 6762 §7.1).
RecordIndexes matching_records(const std::vector<OwnRecord>& own, const dns::Question& question,
                               std::span<const dns::Record> known);
RecordIndexes additional_records(const std::vector<OwnRecord>& own,
                                 const RecordIndexes& answers);  // records that the querier needs next
bool contains(std::span<const dns::Record> known, const dns::Record& record);

dns::Message probe(const std::vector<OwnRecord>& own);  // §8.1: asks whether another host has these names

// Asks whether another host answers for the host name. The query lists all of our records as known answers
// (§7.1), so that only a conflicting host responds.
dns::Message challenge(const std::vector<OwnRecord>& own, bool unicast);

// Whether a response conflicts with our records (§9). For an unclaimed name, any foreign record conflicts;
// for a claimed one, only a record of a type that we have too.
bool conflicts_with(const std::vector<OwnRecord>& own, const dns::Message& response, bool claimed);

// Whether we yield to a host that probes for the same names at the same time (§8.2). The first name on which
// the two hosts differ decides, so that two servers never both yield.
bool loses_tiebreak(const std::vector<OwnRecord>& own, const dns::Message& other);

}  // namespace app::mdns
