// SPDX-License-Identifier: MIT
#include "mdns/dns_message.h"

#include <doctest/doctest.h>

using namespace std::string_literals;
namespace dns = app::dns;

namespace {

const std::string head = "\0\x07\x84\0\0\0\0\x01\0\0\0\0"s;  // a response with one answer

// RFC 1035 §4.1.4: F.ISI.ARPA, then FOO.F.ISI.ARPA that points to it.
const std::string compressed =
    "\0\0\0\0\0\x02\0\0\0\0\0\0"
    "\1F\3ISI\4ARPA\0\0\1\0\1"
    "\3FOO\xc0\x0c\0\x10\x80\1"s;

dns::Message sample() {
  const dns::Name host = dns::parse_name("expobox.local");
  dns::Message message{.id = 7, .response = true};
  message.questions.push_back({host, dns::type::any, dns::class_in, true});
  message.answers.push_back({host, dns::type::a, dns::class_in, true, 120, "\x0a\0\0\7"s});
  message.authority.push_back({dns::parse_name("_http._tcp.local"), dns::type::ptr, dns::class_in, false,
                               4500, dns::encode_name(host)});
  message.additional.push_back(
      {host, dns::type::srv, dns::class_in, true, 120, "\0\0\0\0\x1f\x40"s + dns::encode_name(host)});
  return message;
}

}  // namespace

TEST_CASE("dns: RFC 1035's own example of compression, and the bit that asks for one answer alone") {
  const auto message = dns::parse(compressed);
  REQUIRE(message);
  REQUIRE(message->questions.size() == 2);
  CHECK(message->questions[0].name == dns::parse_name("F.ISI.ARPA"));
  CHECK(message->questions[1].name == dns::parse_name("FOO.F.ISI.ARPA"));
  CHECK(message->questions[1].type == dns::type::txt);
  CHECK(message->questions[1].unicast);
  CHECK_FALSE(message->questions[0].unicast);
}

TEST_CASE("dns: what is written is read as the same, and cut short at any byte it is nothing") {
  const std::string bytes = dns::serialize(sample());
  const auto again = dns::parse(bytes);
  REQUIRE(again);
  CHECK(again->id == 7);
  CHECK(again->response);
  CHECK(again->questions[0].unicast);
  CHECK(again->answers[0].flush);
  CHECK(again->answers[0].ttl == 120);
  CHECK(dns::records_equal(again->answers[0], sample().answers[0]));
  CHECK(dns::records_equal(again->authority[0], sample().authority[0]));
  CHECK(dns::records_equal(again->additional[0], sample().additional[0]));
  CHECK(bytes.find("expobox") == 13);  // the owners' names stand once
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(dns::parse(std::string_view(bytes).substr(0, size)));
  }
}

TEST_CASE("dns: pointers that lead forwards, to themselves, in a circle or nowhere") {
  for (const std::string& name : {"\xc0\x0c"s, "\xc0\x0e"s, "\1a\xc0\x0c"s, "\xc0\xff"s, "\xff\xff"s,
                                  "\xc0\0"s, "\x40zz"s, "\x80zz"s, "\xc0"s, "\1a"s}) {
    CAPTURE(name);
    CHECK_FALSE(dns::parse(head + name + "\0\1\0\1\0\0\0\x78\0\4\x0a\0\0\7"s));
  }
  // Two that point to each other.
  CHECK_FALSE(dns::parse("\0\0\0\0\0\2\0\0\0\0\0\0\xc0\x12\0\1\0\1\xc0\x0c\0\1\0\1"s));
}

TEST_CASE("dns: a name has 255 bytes at most, a label 63") {
  const auto with = [](int labels, std::size_t last) {
    std::string name;
    for (int count = 0; count < labels; ++count) name += '\x3f' + std::string(63, 'a');
    if (last > 0) name += static_cast<char>(last) + std::string(last, 'b');
    return "\0\0\0\0\0\1\0\0\0\0\0\0"s + name + "\0\0\1\0\1"s;
  };
  CHECK(dns::parse(with(3, 61)));
  CHECK_FALSE(dns::parse(with(3, 62)));
  CHECK_FALSE(dns::parse(with(200, 0)));
}

TEST_CASE("dns: data that end inside a name, and counts of what is not there") {
  const std::string ptr = "\0\0\x0c\0\1\0\0\0\x78"s;
  CHECK(dns::parse(head + ptr + "\0\3\1a\0"s));
  CHECK_FALSE(dns::parse(head + ptr + "\0\2\1a\0"s));
  CHECK_FALSE(dns::parse(head + ptr + "\0\x09\1a\0"s));
  CHECK_FALSE(dns::parse("\0\0\x84\0\xff\xff\xff\xff\xff\xff\xff\xff"s));
  CHECK_FALSE(dns::parse(head.substr(0, 2) + "\x88\0"s + head.substr(4) + ptr + "\0\3\1a\0"s));  // an opcode
  CHECK_FALSE(dns::parse(std::string(dns::max_bytes + 1, '\0')));
}

TEST_CASE("dns: names are the same in both cases of letters, a port is not") {
  CHECK(dns::names_equal(dns::parse_name("ExpoBox.Local"), dns::parse_name("expobox.local")));
  CHECK_FALSE(dns::names_equal(dns::parse_name("a.b"), dns::Name{"a.b"}));
  dns::Record one = sample().additional[0], other = one;
  other.data.replace(6, std::string::npos, dns::encode_name(dns::parse_name("EXPOBOX.local")));
  CHECK(dns::records_equal(one, other));
  one.data[4] = 'A';
  other.data[4] = 'a';
  CHECK_FALSE(dns::records_equal(one, other));
}
