// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "mdns/link.h"

using namespace std::chrono_literals;
using namespace std::string_literals;
namespace dns = app::dns;
namespace mdns = app::mdns;
namespace type = app::dns::type;

namespace {

const std::string here = "\x0a\0\0\7"s, there = "\x0a\0\0\x08"s;
const mdns::ServiceIdentity expobox{"expobox", 8000, {"api=/api/v1/"}};

mdns::LinkState facts(const std::string& four = here) { return {expobox, {{four}, {}}, true, false}; }
std::vector<mdns::OwnRecord> records() { return mdns::records_of(expobox, {{here}, {}}); }

dns::Question ask(const std::string& name, std::uint16_t of_type, bool unicast = false) {
  return {dns::parse_name(name), of_type, dns::class_in, unicast};
}
std::set<std::uint16_t> types(const std::vector<dns::Record>& all) {
  std::set<std::uint16_t> found;
  for (const auto& one : all) found.insert(one.type);
  return found;
}
std::vector<dns::Record> answers(const dns::Question& question, std::vector<dns::Record> known = {}) {
  const auto own = records();
  std::vector<dns::Record> found;
  for (const std::size_t at : mdns::matching_records(own, question, known)) found.push_back(own[at].record);
  return found;
}
mdns::Source sender(std::uint16_t port = mdns::port_of_all, bool to_all = true) {
  return {{mdns::Family::four, there, port}, to_all, false};
}
dns::Message query(const dns::Question& question) {
  dns::Message message;
  message.questions = {question};
  return message;
}

// A link and the time that passes for it.
struct Network {
  base::SteadyTime now{1h};
  mdns::Link link{facts(), now, 1};
  std::vector<std::pair<base::SteadyTime, mdns::OutgoingMessage>> sent;

  void pass(std::chrono::milliseconds time) {
    const base::SteadyTime end = now + time;
    while (link.next() <= end) {
      now = std::max(now, link.next());
      take();
    }
    now = end;
    take();
  }
  void take() {
    for (auto& one : link.take_due(now)) sent.emplace_back(now, std::move(one));
  }
  void settle() {
    pass(10s);
    REQUIRE(link.claimed());
    sent.clear();
  }
  bool hear(const dns::Message& message, const mdns::Source& from = sender()) {
    const bool kept = link.handle_message(message, from, now);
    take();
    return kept;
  }
};

}  // namespace

TEST_CASE("mdns: what is a label, and the next one") {
  for (const char* good : {"expobox", "a", "Box-2", "0"}) CHECK_MESSAGE(mdns::is_label(good), good);
  for (const char* bad : {"", "-a", "a-", "a.b", "a_b", "ü", "a b"}) CHECK_MESSAGE(!mdns::is_label(bad), bad);
  CHECK_FALSE(mdns::is_label(std::string(64, 'a')));
  CHECK(mdns::with_suffix("expobox", 1) == "expobox");
  CHECK(mdns::with_suffix("expobox", 2) == "expobox-2");
  CHECK(mdns::is_label(mdns::with_suffix(std::string(63, 'a'), 12)));
}

TEST_CASE("mdns: each question has its answer, and what there is not is denied") {
  CHECK(types(answers(ask("ExpoBox.local", type::a))) == std::set{type::a});
  CHECK(types(answers(ask("expobox.local", type::aaaa))) == std::set{type::nsec});
  CHECK(types(answers(ask("expobox.local", type::any))) == std::set{type::a, type::nsec});
  CHECK(types(answers(ask("expobox._http._tcp.local", type::srv))) == std::set{type::srv});
  CHECK(types(answers(ask("expobox._http._tcp.local", type::a))) == std::set{type::nsec});
  CHECK(answers(ask("_services._dns-sd._udp.local", type::ptr)).size() == 2);
  CHECK(answers(ask("_expobox._tcp.local", type::ptr)).size() == 1);
  CHECK(answers(ask("_expobox._tcp.local", type::a)).empty());  // a shared name is nobody's to deny
  CHECK(answers(ask("other.local", type::a)).empty());
  const auto denial = answers(ask("expobox.local", type::aaaa)).at(0);
  CHECK(denial.data == dns::encode_name(dns::parse_name("expobox.local")) + "\0\1\x40"s);  // A alone
}

TEST_CASE("mdns: with a service comes all that is needed to go there") {
  const auto own = records();
  const auto found = mdns::matching_records(own, ask("_expobox._tcp.local", type::ptr), {});
  std::vector<dns::Record> more;
  for (const std::size_t at : mdns::additional_records(own, found)) more.push_back(own[at].record);
  CHECK(types(more) == std::set{type::srv, type::txt, type::a, type::nsec});
}

TEST_CASE("mdns: known answers are not told again, old ones are") {
  dns::Record known = answers(ask("_expobox._tcp.local", type::ptr)).at(0);
  known.ttl = mdns::other_ttl / 2;
  CHECK(answers(ask("_expobox._tcp.local", type::ptr), {known}).empty());
  --known.ttl;
  CHECK(answers(ask("_expobox._tcp.local", type::ptr), {known}).size() == 1);
}

TEST_CASE("mdns: of two that probe at once exactly one gives way") {
  const auto ours = records();
  const auto theirs = mdns::records_of({"expobox", 8000, {"api=/a"}}, {{there}, {}});
  CHECK(mdns::loses_tiebreak(ours, mdns::probe(theirs)));
  CHECK_FALSE(mdns::loses_tiebreak(theirs, mdns::probe(ours)));
  CHECK_FALSE(mdns::loses_tiebreak(ours, mdns::probe(ours)));
  const auto high =
      mdns::records_of(expobox, {{"\xa9\xfe\0\1"s}, {}});  // bytes have no sign, RFC 6762 §8.2.1
  CHECK(mdns::loses_tiebreak(ours, mdns::probe(high)));
  CHECK_FALSE(mdns::loses_tiebreak(ours, mdns::probe(mdns::records_of({"other", 1, {}}, {{there}, {}}))));
}

TEST_CASE("mdns: three probes a quarter of a second apart, then two announcements") {
  Network network;
  const base::SteadyTime begun = network.now;
  network.pass(10s);
  REQUIRE(network.sent.size() == 5);
  CHECK(network.sent[0].first - begun <= 250ms);
  for (std::size_t at = 0; at < 3; ++at) {
    const auto& [when, out] = network.sent[at];
    CHECK_FALSE(out.message.response);
    CHECK(out.message.questions.size() == 3);
    CHECK(out.message.questions[0].unicast);
    CHECK_FALSE(out.message.authority.at(0).flush);
    CHECK(network.sent[at + 1].first - when == 250ms);
  }
  CHECK(network.sent[4].first - network.sent[3].first == 1s);
  for (std::size_t at = 3; at < 5; ++at) {
    const dns::Message& told = network.sent[at].second.message;
    CHECK(told.response);
    for (const auto& one : told.answers) CHECK(one.flush == (one.type != type::ptr));
  }
}

TEST_CASE("mdns: nothing is answered for names that are not ours yet; whoever has them keeps them") {
  Network network;
  network.pass(300ms);
  network.sent.clear();
  network.hear(query(ask("_expobox._tcp.local", type::ptr)));
  CHECK(network.sent.empty());
  dns::Message held{.response = true};
  held.answers = {mdns::records_of(expobox, {{there}, {}}).at(0).record};
  CHECK_FALSE(network.hear(held));
  mdns::LinkState next = facts();
  next.identity.label = "expobox-2";
  network.link.change(next, network.now);
  network.pass(10s);
  CHECK(network.link.claimed());
  CHECK(network.sent.back().second.message.answers.at(0).name == dns::parse_name("expobox-2.local"));
}

TEST_CASE("mdns: who gives way asks again a second later") {
  Network network;
  network.pass(300ms);
  network.sent.clear();
  network.hear(mdns::probe(mdns::records_of(expobox, {{there}, {}})));
  network.pass(999ms);
  CHECK(network.sent.empty());
  network.pass(252ms);
  CHECK(network.sent.size() >= 1);
}

TEST_CASE(
    "mdns: a claimed name is asked for again when somebody contradicts, this machine's own words do not") {
  Network network;
  network.settle();
  dns::Message held{.response = true};
  held.answers = {mdns::records_of(expobox, {{there}, {}}).at(0).record};
  mdns::Source own = sender();
  own.own = true;
  CHECK(network.hear(held, own));
  CHECK(network.link.claimed());
  held.answers[0].ttl = 0;  // a goodbye
  CHECK(network.hear(held));
  CHECK(network.link.claimed());
  held.answers[0].ttl = 120;
  CHECK(network.hear(held));
  CHECK_FALSE(network.link.claimed());
  CHECK_FALSE(network.hear(held));
}

TEST_CASE("mdns: shared answers wait a little, the only ones do not, and each goes once a second at most") {
  Network network;
  network.settle();
  network.hear(query(ask("expobox.local", type::a)));
  CHECK(network.sent.size() == 1);
  for (int count = 0; count < 50; ++count) network.hear(query(ask("expobox.local", type::a)));
  CHECK(network.sent.size() == 1);
  network.pass(999ms);
  CHECK(network.sent.size() == 1);
  network.pass(1ms);
  CHECK(network.sent.size() == 2);
  network.sent.clear();
  const base::SteadyTime asked = network.now;
  network.hear(query(ask("_http._tcp.local", type::ptr)));
  CHECK(network.sent.empty());
  network.pass(120ms);
  REQUIRE(network.sent.size() == 1);
  CHECK(network.sent[0].first - asked >= 20ms);
}

TEST_CASE("mdns: who asks for an answer alone gets it, unless all are due one") {
  Network network;
  network.settle();
  network.hear(query(ask("expobox.local", type::a, true)));
  REQUIRE(network.sent.size() == 1);
  CHECK(network.sent[0].second.to == sender().from);
  network.pass(30s);  // a quarter of its life
  network.sent.clear();
  network.hear(query(ask("expobox.local", type::a, true)));
  REQUIRE(network.sent.size() == 1);
  CHECK_FALSE(network.sent[0].second.to);
}

TEST_CASE("mdns: an answer for a resolver that knows no multicast") {
  Network network;
  network.settle();
  dns::Message asked = query(ask("expobox.local", type::a));
  asked.id = 4711;
  network.hear(asked, sender(40000));
  REQUIRE(network.sent.size() == 1);
  const auto& [when, out] = network.sent[0];
  CHECK(out.to == sender(40000).from);
  CHECK(out.message.id == 4711);
  REQUIRE(out.message.questions.size() == 1);
  for (const auto* section : {&out.message.answers, &out.message.additional}) {
    for (const auto& one : *section) {
      CHECK(one.ttl <= 10);
      CHECK_FALSE(one.flush);
    }
  }
}

TEST_CASE("mdns: known answers that come in a second message count") {
  Network network;
  network.settle();
  dns::Message asked = query(ask("_expobox._tcp.local", type::ptr));
  asked.more_follows = true;
  network.hear(asked);
  network.pass(200ms);
  dns::Message rest;
  rest.answers = answers(asked.questions[0]);
  network.hear(rest);
  network.pass(5s);
  CHECK(network.sent.empty());
  network.hear(asked);
  network.pass(500ms);
  CHECK(network.sent.size() == 1);
}

TEST_CASE("mdns: goodbye takes back what is ours; new addresses are told to all") {
  Network network;
  CHECK(network.link.goodbye().empty());  // nothing was claimed
  network.settle();
  mdns::LinkState moved = facts(there);
  network.link.change(moved, network.now);
  network.pass(5s);
  REQUIRE(network.sent.size() == 2);
  CHECK(network.sent[0].second.message.answers.at(0).data == there);
  const auto last = network.link.goodbye();
  REQUIRE(last.size() == 1);
  CHECK(last[0].message.answers.size() == 7);
  for (const auto& one : last[0].message.answers) {
    CHECK(one.ttl == 0);
    CHECK(one.name.front() != "_services");
  }
}

TEST_CASE("mdns link: each minute it asks for its own name, with what it knows, alone and as others") {
  Network network;
  network.settle();
  network.pass(61s);
  REQUIRE(network.sent.size() == 1);
  const dns::Message asked = network.sent[0].second.message;
  CHECK_FALSE(asked.response);
  REQUIRE(asked.questions.size() == 2);
  CHECK(asked.questions[0].type == type::a);
  CHECK(asked.questions[0].unicast);
  CHECK(types(asked.answers) == std::set<std::uint16_t>{type::a, type::nsec});
  CHECK(network.hear(asked));  // itself, heard again
  network.sent.clear();
  network.pass(1s);
  CHECK(network.sent.empty());  // there is nothing to say to it
  network.pass(60s);
  REQUIRE(network.sent.size() == 1);
  CHECK_FALSE(network.sent[0].second.message.questions[0].unicast);
}

TEST_CASE("mdns link: an answer that is not its own, to whomever, is a dispute; one that is, is none") {
  Network network;
  network.settle();
  dns::Message mine{.response = true};
  mine.answers.push_back(records().front().record);
  CHECK(network.hear(mine));
  CHECK(network.link.disputes() == 0);
  dns::Message theirs = mine;
  theirs.answers[0].data = there;
  CHECK(network.hear(theirs, sender(mdns::port_of_all, false)));
  CHECK(network.link.disputes() == 1);
  CHECK_FALSE(network.link.claimed());  // it asks who has it
  CHECK_FALSE(network.hear(theirs));    // and has lost it
  CHECK(network.link.disputes() == 1);
}

TEST_CASE("mdns: without plain HTTP there is no web service to be found") {
  mdns::ServiceIdentity secure = expobox;
  secure.plain = false;
  for (const mdns::OwnRecord& own : mdns::records_of(secure, {{here}, {}}))
    CHECK(own.record.name[0] != "_http");
  CHECK(mdns::records_of(secure, {{here}, {}}).size() < records().size());
}
