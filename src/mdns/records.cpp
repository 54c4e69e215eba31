// SPDX-License-Identifier: MIT
#include "mdns/records.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace app::mdns {
namespace {

namespace type = dns::type;

constexpr std::size_t max_label_length = 63;

std::string word(std::uint16_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

// The types that a name has, and so those it lacks (RFC 6762 §6.1): one bit per type, all in the first
// window.
std::string nsec_data(const dns::Name& name, std::span<const std::uint16_t> types) {
  std::string bits;
  for (const std::uint16_t one : types) {
    if (bits.size() <= one / 8U) bits.resize(one / 8U + 1);
    bits[one / 8U] = static_cast<char>(static_cast<unsigned char>(bits[one / 8U]) | 0x80U >> (one % 8U));
  }
  return dns::encode_name(name) + '\0' + static_cast<char>(bits.size()) + bits;
}

std::string txt_data(const std::vector<std::string>& pairs) {
  std::string data;
  for (const std::string& pair : pairs) {
    const std::string_view part = std::string_view(pair).substr(0, 255);
    data += static_cast<char>(part.size());
    data += part;
  }
  return data.empty() ? std::string(1, '\0') : data;
}

class List {
 public:
  void unique(const dns::Name& name, std::uint16_t of_type, std::uint32_t ttl, std::string data) {
    all.push_back({{name, of_type, dns::class_in, true, ttl, std::move(data)}, false});
  }
  void shared(const dns::Name& name, const dns::Name& to) {
    all.push_back({{name, type::ptr, dns::class_in, false, other_ttl, dns::encode_name(to)}, true});
  }
  std::vector<OwnRecord> all;
};

void add_service(List& list, const ServiceIdentity& identity, const std::string& kind,
                 const std::vector<std::string>& text) {
  const dns::Name service = dns::parse_name(kind + ".local");
  dns::Name instance = service;
  instance.insert(instance.begin(), identity.label);
  const std::string target = dns::encode_name({identity.label, "local"});
  list.unique(instance, type::srv, host_ttl, word(0) + word(0) + word(identity.port) + target);
  list.unique(instance, type::txt, other_ttl, txt_data(text));
  constexpr std::array types = {type::txt, type::srv};
  list.unique(instance, type::nsec, host_ttl, nsec_data(instance, types));
  list.shared(service, instance);
  list.shared(dns::parse_name("_services._dns-sd._udp.local"), service);
}

bool is_claimed(const OwnRecord& one) { return !one.shared && one.record.type != type::nsec; }

dns::Name target_of(const dns::Record& record) {  // of one of our PTR or SRV records
  dns::Name name;
  std::string_view rest = std::string_view(record.data).substr(record.type == type::srv ? 6 : 0);
  while (!rest.empty() && rest.front() != '\0') {
    const auto size = static_cast<std::size_t>(rest.front());
    name.emplace_back(rest.substr(1, size));
    rest.remove_prefix(size + 1);
  }
  return name;
}

using Claim = std::tuple<std::uint16_t, std::uint16_t, std::string>;  // in order of comparison

template <class Records, class Pick>
std::vector<Claim> claims(const Records& records, const dns::Name& name, Pick record_of) {
  std::vector<Claim> found;
  for (const auto& one : records) {
    const dns::Record* record = record_of(one);
    if (record == nullptr || !dns::names_equal(record->name, name)) continue;
    found.emplace_back(record->dns_class, record->type, record->data);
  }
  std::ranges::sort(found);
  return found;
}

std::vector<dns::Name> claimed_names(const std::vector<OwnRecord>& own) {
  std::vector<dns::Name> names;
  for (const OwnRecord& one : own) {
    const bool is_new = names.empty() || !dns::names_equal(names.back(), one.record.name);
    if (is_claimed(one) && is_new) names.push_back(one.record.name);
  }
  return names;
}

}  // namespace

bool is_label(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= max_label_length && letter(text.front()) && letter(text.back()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || c == '-'; });
}

std::string with_suffix(std::string_view label, unsigned number) {
  if (number < 2) return std::string(label);
  const std::string end = "-" + std::to_string(number);
  return std::string(label.substr(0, max_label_length - end.size())) + end;
}

std::vector<OwnRecord> records_of(const ServiceIdentity& identity, const Addresses& addresses) {
  List list;
  const dns::Name host = {identity.label, "local"};
  std::vector<std::uint16_t> types;
  for (const std::string& four : addresses.four) list.unique(host, type::a, host_ttl, four);
  for (const std::string& six : addresses.six) list.unique(host, type::aaaa, host_ttl, six);
  if (!addresses.four.empty()) types.push_back(type::a);
  if (!addresses.six.empty()) types.push_back(type::aaaa);
  list.unique(host, type::nsec, host_ttl, nsec_data(host, types));
  add_service(list, identity, "_expobox._tcp", identity.text);
  if (identity.plain) add_service(list, identity, "_http._tcp", {"path=/"});
  return std::move(list.all);
}

bool contains(std::span<const dns::Record> known, const dns::Record& record) {
  return std::ranges::any_of(known, [&](const dns::Record& one) {
    return one.ttl >= record.ttl / 2 && dns::records_equal(one, record);
  });
}

RecordIndexes matching_records(const std::vector<OwnRecord>& own, const dns::Question& question,
                               std::span<const dns::Record> known) {
  if (question.dns_class != dns::class_in && question.dns_class != dns::any_class) return {};
  RecordIndexes found;
  std::size_t denial = own.size();  // NSEC: no record of the requested type
  for (std::size_t at = 0; at < own.size(); ++at) {
    const dns::Record& record = own[at].record;
    if (!dns::names_equal(record.name, question.name)) continue;
    if (record.type == type::nsec) denial = at;
    const bool asked = question.type == record.type || question.type == type::any;
    if (asked) found.push_back(at);
  }
  if (found.empty() && denial < own.size()) found.push_back(denial);
  std::erase_if(found, [&](std::size_t at) { return contains(known, own[at].record); });
  return found;
}

// A PTR record brings SRV and TXT records, and an SRV record brings the addresses of the host. An address of
// one family brings those of the other, or an NSEC record (RFC 6763 §12, RFC 6762 §6.2).
RecordIndexes additional_records(const std::vector<OwnRecord>& own, const RecordIndexes& answers) {
  RecordIndexes all = answers;
  const auto add = [&](std::size_t at) {
    if (std::ranges::find(all, at) == all.end()) all.push_back(at);
  };
  const auto add_of = [&](const dns::Name& name, bool with_denial) {
    for (std::size_t at = 0; at < own.size(); ++at) {
      const bool wanted = own[at].record.type != type::nsec || with_denial;
      if (wanted && !own[at].shared && dns::names_equal(own[at].record.name, name)) add(at);
    }
  };
  for (std::size_t next = 0; next < all.size(); ++next) {  // an addition may need further ones
    const dns::Record& record = own[all[next]].record;
    const bool leads_on = record.type == type::ptr || record.type == type::srv;
    if (leads_on) add_of(target_of(record), record.type == type::srv);
    if (record.type == type::a || record.type == type::aaaa) add_of(record.name, true);
  }
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(answers.size()));
  std::ranges::sort(all);
  return all;
}

dns::Message probe(const std::vector<OwnRecord>& own) {
  dns::Message message;
  for (const dns::Name& name : claimed_names(own)) {
    message.questions.push_back({name, type::any, dns::class_in, true});
  }
  for (const OwnRecord& one : own) {
    if (!is_claimed(one)) continue;
    message.authority.push_back(one.record);
    message.authority.back().flush = false;
  }
  return message;
}

dns::Message challenge(const std::vector<OwnRecord>& own, bool unicast) {
  dns::Message message;
  const dns::Name& host = own.front().record.name;
  for (const std::uint16_t of_type : {type::a, type::aaaa}) {
    message.questions.push_back({host, of_type, dns::class_in, unicast});
  }
  for (const OwnRecord& one : own) {
    if (!dns::names_equal(one.record.name, host)) continue;
    message.answers.push_back(one.record);
    message.answers.back().flush = false;
  }
  return message;
}

bool conflicts_with(const std::vector<OwnRecord>& own, const dns::Message& response, bool claimed) {
  const std::vector<dns::Name> names = claimed_names(own);
  const auto foreign = [&](const dns::Record& told) {
    const bool named =
        std::ranges::any_of(names, [&](const auto& name) { return dns::names_equal(name, told.name); });
    if (!named || told.ttl == 0 || told.type == type::nsec || told.dns_class != dns::class_in) return false;
    const auto of_set = [&](const OwnRecord& one) { return dns::same_rrset(one.record, told); };
    const auto the_same = [&](const OwnRecord& one) { return dns::records_equal(one.record, told); };
    return (!claimed || std::ranges::any_of(own, of_set)) && std::ranges::none_of(own, the_same);
  };
  return std::ranges::any_of(response.answers, foreign) || std::ranges::any_of(response.additional, foreign);
}

bool loses_tiebreak(const std::vector<OwnRecord>& own, const dns::Message& other) {
  for (const dns::Name& name : claimed_names(own)) {
    const auto theirs = claims(other.authority, name, [](const dns::Record& record) { return &record; });
    const auto ours =
        claims(own, name, [](const OwnRecord& one) { return is_claimed(one) ? &one.record : nullptr; });
    // std::string compares bytes as unsigned values, as RFC 6762 §8.2.1 requires.
    if (!theirs.empty() && ours != theirs) return ours < theirs;
  }
  return false;
}

}  // namespace app::mdns
