// SPDX-License-Identifier: MIT
#pragma once

// Parses and serialises DNS messages as multicast DNS uses them (RFC 1035 §4, RFC 6762 §18). The input is
// untrusted. Parsing time is bounded: a compression pointer only leads backwards, and a name ends at 255
// bytes.
// Thread safety: pure functions; any thread may call them.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app::dns {

using Name = std::vector<std::string>;  // labels, without the root

Name parse_name(std::string_view dotted);              // "expobox.local"
bool names_equal(const Name& one, const Name& other);  // ignores ASCII case
std::string encode_name(const Name& name);             // without compression

namespace type {
inline constexpr std::uint16_t a = 1, ptr = 12, txt = 16, aaaa = 28, srv = 33, nsec = 47, any = 255;
}
inline constexpr std::uint16_t class_in = 1, any_class = 255;

struct Question {
  Name name;
  std::uint16_t type = type::any;
  std::uint16_t dns_class = class_in;
  bool unicast = false;  // QU: the response may be unicast
};

struct Record {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t dns_class = class_in;
  bool flush = false;  // cache-flush: the message has all records of this name and type
  std::uint32_t ttl = 0;
  std::string data;  // names in it are uncompressed
};

// Compare name, type and class; records_equal() also compares the data.
bool same_rrset(const Record& one, const Record& other);
bool records_equal(const Record& one, const Record& other);

struct Message {
  std::uint16_t id = 0;
  bool response = false;
  bool more_follows = false;  // TC: more known answers follow in another message
  std::vector<Question> questions = {};
  std::vector<Record> answers = {}, authority = {}, additional = {};
};

inline constexpr std::size_t max_bytes = 9000;  // RFC 6762 §17

// Returns nothing if the message is truncated, malformed, or has a non-zero opcode or response code.
std::optional<Message> parse(std::string_view bytes);
std::string serialize(const Message& message);  // compresses owner names, but not names in data

}  // namespace app::dns
