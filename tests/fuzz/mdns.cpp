// SPDX-License-Identifier: MIT
// Input: a byte that says where a message comes from, then the message.
// What is read is read the same once it is written anew; a box that hears it plans a bounded number of
// answers, sends nobody more than a packet takes, and is claimed in the end or has been contradicted.

#include <chrono>
#include <string>

#include "fuzz/fuzz.h"
#include "mdns/link.h"

namespace {

namespace dns = app::dns;
namespace mdns = app::mdns;

constexpr std::size_t one_packet = 1452;  // what Ethernet carries of UDP over IPv6

bool same(const std::vector<dns::Record>& one, const std::vector<dns::Record>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const auto& a, const auto& b) {
    return dns::records_equal(a, b) && a.ttl == b.ttl && a.flush == b.flush;
  });
}

void check_written_anew(const dns::Message& message) {
  const std::string written = dns::serialize(message);
  const auto again = dns::parse(written);
  if (!again) {
    fuzz::require(written.size() > dns::max_bytes, "what is written is read, unless it is too long");
    return;
  }
  fuzz::require(again->questions.size() == message.questions.size() && again->response == message.response &&
                    same(again->answers, message.answers) && same(again->authority, message.authority) &&
                    same(again->additional, message.additional),
                "the same message written anew");
}

mdns::LinkState facts() {
  const std::string four("\x0a\0\0\7", 4), six("\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\7", 16);
  return {{"expobox", 8000, {"api=/api/v1/"}}, {{four}, {six}}, true, true};
}

std::size_t sent_until(mdns::Link& link, base::SteadyTime& now, base::SteadyTime end) {
  std::size_t count = 0;
  while (link.next() <= end) {
    now = std::max(now, link.next());
    for (const mdns::OutgoingMessage& one : link.take_due(now)) {
      ++count;
      const std::string bytes = dns::serialize(one.message);
      fuzz::require(one.message.questions.size() > 3 || bytes.size() <= one_packet, "it fits into a packet");
      fuzz::require(dns::parse(bytes).has_value() || bytes.size() > dns::max_bytes, "others can read it");
    }
    fuzz::require(count < 100, "an answer has an end");
  }
  now = end;
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::chrono_literals;
  std::string_view bytes = fuzz::view(data, size);
  const std::uint8_t choice = fuzz::take_byte(bytes);
  const auto message = dns::parse(bytes);
  if (!message) return 0;
  check_written_anew(*message);
  const mdns::Source sender{{choice % 2 == 0 ? mdns::Family::four : mdns::Family::six, "somebody",
                             choice % 4 < 2 ? mdns::port_of_all : std::uint16_t{40000}},
                            choice % 8 < 4,
                            false};
  base::SteadyTime now{1h};
  mdns::Link link(facts(), now, choice);
  sent_until(link, now, now + (choice < 128 ? 300ms : 10s));  // before it is claimed, or after
  const bool kept = link.handle_message(*message, sender, now);
  sent_until(link, now, now + 20s);
  fuzz::require(kept ? link.claimed() : message->response, "only an answer takes a name away");
  return 0;
}
