// SPDX-License-Identifier: MIT
#pragma once

// A DNS message, as multicast DNS has it (RFC 1035 §4, RFC 6762 §18): read from what strangers send, and
// written. Reading looks at no byte twice as often as a name is long: a pointer leads backwards only, and a
// name ends at 255 bytes. Pure functions; nothing is kept.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app::dns {

using Name = std::vector<std::string>;  // its labels, without the root

Name parse_name(std::string_view dotted);              // "expobox.local"
bool names_equal(const Name& one, const Name& other);  // without regard to ASCII case
std::string encode_name(const Name& name);             // without compression

namespace type {
inline constexpr std::uint16_t a = 1, ptr = 12, txt = 16, aaaa = 28, srv = 33, nsec = 47, any = 255;
}
inline constexpr std::uint16_t class_in = 1, any_class = 255;

struct Question {
  Name name;
  std::uint16_t type = type::any;
  std::uint16_t dns_class = class_in;  // the class
  bool unicast = false;                // QU: the answer may go to the one who asks alone
};

struct Record {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t dns_class = class_in;
  bool flush = false;  // there are no others of this name and type than those told now
  std::uint32_t ttl = 0;
  std::string data;  // names in it are without compression
};

// Of the same name, type and class, and of these and the same data.
bool same_rrset(const Record& one, const Record& other);
bool records_equal(const Record& one, const Record& other);

struct Message {
  std::uint16_t id = 0;
  bool response = false;
  bool more_follows = false;  // TC: known answers go on in another message
  std::vector<Question> questions = {};
  std::vector<Record> answers = {}, authority = {}, additional = {};
};

inline constexpr std::size_t max_bytes = 9000;  // RFC 6762 §17

// Nothing when it is cut short, breaks a rule, or is of another kind than questions and answers.
std::optional<Message> parse(std::string_view bytes);
std::string serialize(const Message& message);  // owners' names compressed, those in data not

}  // namespace app::dns
