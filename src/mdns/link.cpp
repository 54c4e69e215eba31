// SPDX-License-Identifier: MIT
#include "mdns/link.h"

#include <algorithm>
#include <span>
#include <utility>

namespace app::mdns {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr int probes = 3, announcements = 2;
constexpr milliseconds between_probes = 250ms, between_announcements = 1s, after_giving_way = 1s;
constexpr milliseconds between_answers = 1s, between_defences = 250ms;
constexpr milliseconds between_challenges = 60s;
constexpr std::uint32_t legacy_ttl = 10;
constexpr std::size_t max_questions = 64, max_held = 16;

bool is_continuation(const dns::Message& query) { return query.questions.empty() && !query.answers.empty(); }

bool any_shared(const std::vector<OwnRecord>& own, const RecordIndexes& places) {
  return std::ranges::any_of(places, [&](std::size_t at) { return own[at].shared; });
}

void add(RecordIndexes& places, std::size_t place) {
  if (std::ranges::find(places, place) == places.end()) places.push_back(place);
}

// Other hosts may still offer services of these types, so the type enumeration is not withdrawn.
dns::Message taken_back(const std::vector<OwnRecord>& own, bool shared_alone) {
  dns::Message message{.response = true};
  for (const OwnRecord& one : own) {
    const bool others_too = one.record.name.front() == "_services";
    if (others_too || one.record.type == dns::type::nsec || (shared_alone && !one.shared)) continue;
    message.answers.push_back(one.record);
    message.answers.back().ttl = 0;
  }
  return message;
}

// RFC 6762 §6.7: for a resolver without multicast DNS, with a short TTL.
dns::Record as_legacy(dns::Record record) {
  record.flush = false;
  record.ttl = std::min(record.ttl, legacy_ttl);
  return record;
}

}  // namespace

Link::Link(const LinkState& facts, base::SteadyTime now, std::uint32_t seed)
    : facts_(facts), own_(records_of(facts.identity, facts.addresses)), told_(own_.size()), dice_(seed) {
  probe_from(now);
}

milliseconds Link::random_delay(int least, int most) {
  return milliseconds(std::uniform_int_distribution(least, most)(dice_));
}

void Link::probe_from(base::SteadyTime at) {
  stage_ = Stage::probing;
  steps_ = 0;
  step_at_ = at + random_delay(0, 250);
  challenge_at_.reset();
  held_.clear();
  told_.assign(own_.size(), {});
}

// Another host may own the former names. Only the records that offer services under them are withdrawn.
void Link::change(const LinkState& facts, base::SteadyTime now, milliseconds wait) {
  if (facts == facts_) return;
  const bool renamed = facts.identity.label != facts_.identity.label;
  if (renamed && claimed()) to_all(taken_back(own_, true));
  facts_ = facts;
  own_ = records_of(facts.identity, facts.addresses);
  if (renamed || !claimed()) {
    probe_from(now + wait);
    return;
  }
  told_.assign(own_.size(), {});
  held_.clear();
  stage_ = Stage::announcing;
  steps_ = 0;
  step_at_ = now;
}

bool Link::handle_message(const dns::Message& message, const Source& sender, base::SteadyTime now) {
  if (!message.response) {
    heard_query(message, sender, now);
    return true;
  }
  if (sender.own || sender.from.port != port_of_all || !conflicts_with(own_, message, claimed())) return true;
  if (!claimed()) return false;
  ++disputes_;
  probe_from(now);  // the owner will answer the probe
  return true;
}

void Link::heard_query(const dns::Message& query, const Source& sender, base::SteadyTime now) {
  if (!claimed()) {
    if (!sender.own && loses_tiebreak(own_, query)) probe_from(now + after_giving_way);
    return;
  }
  if (is_continuation(query)) {
    for (PendingAnswer& held : held_) {
      if (held.sender.from != sender.from) continue;
      std::erase_if(held.places, [&](std::size_t at) { return contains(query.answers, own_[at].record); });
    }
    return;
  }
  RecordIndexes one, all;
  for (const dns::Question& question :
       std::span(query.questions).first(std::min(query.questions.size(), max_questions))) {
    for (const std::size_t place : matching_records(own_, question, query.answers)) {
      const bool alone = sender.from.port != port_of_all || !sender.to_all ||
                         (question.unicast && sent_recently(place, sender.from.family, now));
      add(alone ? one : all, place);
    }
  }
  if (!one.empty()) answer_one(query, sender, one);
  if (!all.empty()) answer_all(query, sender, all, now);
}

// RFC 6762 §5.4: a record is recent if it was multicast within the last quarter of its TTL.
bool Link::sent_recently(std::size_t place, Family family, base::SteadyTime now) const {
  const auto& last = told_[place][static_cast<std::size_t>(family)].last;
  return last && now - *last < std::chrono::seconds(own_[place].record.ttl / 4);
}

void Link::answer_one(const dns::Message& query, const Source& sender, const RecordIndexes& places) {
  const bool legacy = sender.from.port != port_of_all;
  dns::Message answer{.id = query.id, .response = true};
  if (legacy) answer.questions = query.questions;
  const auto fill = [&](const RecordIndexes& from, std::vector<dns::Record>& to) {
    for (const std::size_t at : from) to.push_back(legacy ? as_legacy(own_[at].record) : own_[at].record);
  };
  fill(places, answer.answers);
  fill(additional_records(own_, places), answer.additional);
  out_.push_back({std::move(answer), sender.from.family, sender.from});
}

void Link::answer_all(const dns::Message& query, const Source& sender, const RecordIndexes& places,
                      base::SteadyTime now) {
  if (query.more_follows && held_.size() < max_held) {
    held_.push_back({sender, now + random_delay(400, 500), places});
    return;
  }
  const bool probed = !query.authority.empty();  // another host is about to claim the name: answer at once
  const auto wait = !probed && any_shared(own_, places) ? random_delay(20, 120) : 0ms;
  schedule(sender.from.family, places, now + wait, probed ? between_defences : between_answers);
}

void Link::schedule(Family family, const RecordIndexes& places, base::SteadyTime at, milliseconds gap) {
  for (const std::size_t place : places) {
    SendState& here = told(place, family);
    const base::SteadyTime soonest = here.last ? std::max(at, *here.last + gap) : at;
    here.planned = here.planned ? std::min(*here.planned, soonest) : soonest;
  }
}

void Link::to_all(const dns::Message& message) {
  if (facts_.four) out_.push_back({message, Family::four, {}});
  if (facts_.six) out_.push_back({message, Family::six, {}});
}

void Link::step(base::SteadyTime now) {
  if (stage_ == Stage::probing && steps_ < probes) {
    to_all(probe(own_));
    ++steps_;
    step_at_ = now + between_probes;
    return;
  }
  if (stage_ == Stage::probing) {
    stage_ = Stage::announcing;
    steps_ = 0;
  }
  RecordIndexes places;
  for (std::size_t at = 0; at < own_.size(); ++at) {
    if (own_[at].record.type != dns::type::nsec) places.push_back(at);
  }
  for (const Family family : families) schedule(family, places, now, 0ms);
  step_at_ = now + between_announcements;
  if (++steps_ < announcements) return;
  stage_ = Stage::found;
  step_at_.reset();
  challenge_at_ = now + between_challenges;
}

// Some hosts only answer queries, and some only queries that ask for a unicast response. Alternating between
// both kinds of query finds either.
void Link::challenge_others(base::SteadyTime now) {
  challenge_at_ = now + between_challenges;
  to_all(challenge(own_, ++challenges_ % 2 == 1));
}

void Link::send_planned(Family family, base::SteadyTime now) {
  const bool spoken = family == Family::four ? facts_.four : facts_.six;
  RecordIndexes places;
  for (std::size_t at = 0; at < own_.size(); ++at) {
    SendState& here = told(at, family);
    if (!here.planned || *here.planned > now) continue;
    here.planned.reset();
    here.last = now;
    if (spoken) places.push_back(at);
  }
  if (places.empty()) return;
  dns::Message answer{.response = true};
  for (const std::size_t at : places) answer.answers.push_back(own_[at].record);
  for (const std::size_t at : additional_records(own_, places)) {
    SendState& here = told(at, family);
    if (here.last && now - *here.last < between_answers) continue;
    here = {.last = now, .planned = {}};
    answer.additional.push_back(own_[at].record);
  }
  out_.push_back({std::move(answer), family, {}});
}

std::vector<OutgoingMessage> Link::take_due(base::SteadyTime now) {
  if (step_at_ && *step_at_ <= now) step(now);
  if (challenge_at_ && *challenge_at_ <= now) challenge_others(now);
  std::erase_if(held_, [&](const PendingAnswer& held) {
    if (held.at > now) return false;
    schedule(held.sender.from.family, held.places, now, between_answers);
    return true;
  });
  for (const Family family : families) send_planned(family, now);
  return std::exchange(out_, {});
}

base::SteadyTime Link::next() const {
  base::SteadyTime soonest =
      std::min(step_at_.value_or(base::SteadyTime::max()), challenge_at_.value_or(base::SteadyTime::max()));
  for (const PendingAnswer& held : held_) soonest = std::min(soonest, held.at);
  for (const auto& one : told_) {
    for (const SendState& here : one) soonest = std::min(soonest, here.planned.value_or(soonest));
  }
  return soonest;
}

std::vector<OutgoingMessage> Link::goodbye() {
  if (!claimed()) return {};
  out_.clear();
  to_all(taken_back(own_, false));
  return std::exchange(out_, {});
}

}  // namespace app::mdns
