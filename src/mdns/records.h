// SPDX-License-Identifier: MIT
#pragma once

// What the box tells of itself by multicast DNS on one network (RFC 6762, RFC 6763): its records, which of
// them answer a question, and who gives way where two want one name. Pure functions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mdns/dns_message.h"

namespace app::mdns {

inline constexpr std::uint32_t host_ttl = 120, other_ttl = 4500;  // seconds, RFC 6762 §10

// Who the box says it is.
struct ServiceIdentity {
  std::string label;  // of NAME.local, and of its context
  std::uint16_t port = 0;
  std::vector<std::string> text;  // "api=/api/v1/" …: what an app is told of _expobox._tcp
  bool plain = true;              // the page is answered by plain HTTP, which _http._tcp stands for
  bool operator==(const ServiceIdentity&) const = default;
};

// A letter or a digit at both ends, '-' also between them, 63 characters at most.
bool is_label(std::string_view text);
std::string with_suffix(std::string_view label, unsigned number);  // "expobox-2"; the first has no number

// As they are in a packet; those alone at which the box answers.
struct Addresses {
  std::vector<std::string> four, six;
  bool empty() const { return four.empty() && six.empty(); }
  bool operator==(const Addresses&) const = default;
};

struct OwnRecord {
  dns::Record record;
  bool shared = false;  // others may have records of this name and type
};

// Those of one name stand together; the host's come first.
std::vector<OwnRecord> records_of(const ServiceIdentity& identity, const Addresses& addresses);

// Places of records in the list, each once, in its order.
using RecordIndexes = std::vector<std::size_t>;

// What answers, without what the asker says it knows (§7.1).
RecordIndexes matching_records(const std::vector<OwnRecord>& own, const dns::Question& question,
                               std::span<const dns::Record> known);
RecordIndexes additional_records(const std::vector<OwnRecord>& own,
                                 const RecordIndexes& answers);  // what will be asked for next
bool contains(std::span<const dns::Record> known, const dns::Record& record);

dns::Message probe(const std::vector<OwnRecord>& own);  // §8.1: whether somebody has these names

// Whether somebody else answers for the host's name: a question with all that is known as an answer (§7.1),
// so that nobody but they have a word to say.
dns::Message challenge(const std::vector<OwnRecord>& own, bool unicast);

// Whether somebody tells of one of these names what is not ours (§9): of a name that is not ours yet
// anything at all, of one that is, a record of a kind we have too.
bool conflicts_with(const std::vector<OwnRecord>& own, const dns::Message& response, bool claimed);

// Of who probes for the same names at the same time, whether we give way (§8.2). The first name about which
// the two differ decides, so that of two boxes never both give way.
bool loses_tiebreak(const std::vector<OwnRecord>& own, const dns::Message& other);

}  // namespace app::mdns
