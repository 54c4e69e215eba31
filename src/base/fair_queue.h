// SPDX-License-Identifier: MIT
#pragma once

// A bounded queue that serves addresses in turn, and within an address its accounts in turn: fair queueing
// with longest-queue drop (McKenney, "Stochastic Fairness Queueing", 1990). When it is full, the newest entry
// of the address with the most entries is dropped. A call takes time linear in the number of waiting
// addresses.
// Thread safety: none.

#include <algorithm>
#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

struct ShareKey {
  std::string address;
  std::string account;  // "" when unknown
};

template <class Entry>
class FairQueue {
 public:
  explicit FairQueue(std::size_t max_entries) : max_entries_(max_entries) {}

  // Returns the entry that was dropped, if any; it may be the new one.
  std::optional<Entry> push(const ShareKey& key, Entry entry) {
    Address& address = line_of(addresses_, key.address);
    line_of(address.accounts, key.account).entries.push_back(std::move(entry));
    ++address.size;
    if (++size_ <= max_entries_) return {};
    return drop_longest();
  }

  // Returns the next entry. Addresses of a lower rank come first; within a rank, those with few entries, so
  // that newcomers need not wait for each flood. Every eighth turn ignores both, so that no entry starves.
  template <class Rank>
  std::optional<Entry> pop(const Rank& rank_of) {
    if (size_ == 0) return {};
    if (++turns_ % turns_by_rank == 0) return take_from(addresses_.begin());
    return take_from(std::ranges::min_element(addresses_, {}, [&](const Address& address) {
      return std::pair(rank_of(address.name), address.size > few_entries);
    }));
  }
  std::optional<Entry> pop() {  // in turn, without ranks
    return size_ == 0 ? std::nullopt : take_from(addresses_.begin());
  }

  // Removes and returns the entries for which `holds` is true.
  template <class Predicate>
  std::vector<Entry> remove_if(const Predicate& holds) {
    std::vector<Entry> removed;
    for (Address& address : addresses_) {
      for (Account& account : address.accounts) {
        std::erase_if(account.entries, [&](Entry& entry) {
          if (!holds(entry)) return false;
          removed.push_back(std::move(entry));
          --address.size;
          return true;
        });
      }
      address.accounts.remove_if([](const Account& account) { return account.entries.empty(); });
    }
    addresses_.remove_if([](const Address& address) { return address.size == 0; });
    size_ -= removed.size();
    return removed;
  }

  // Calls call(address, account, entry) for all entries, address by address.
  template <class Call>
  void each(const Call& call) const {
    for (const Address& address : addresses_)
      for (const Account& account : address.accounts)
        for (const Entry& entry : account.entries) call(address.name, account.name, entry);
  }

  std::size_t size() const { return size_; }
  std::size_t addresses() const { return addresses_.size(); }

 private:
  static constexpr unsigned turns_by_rank = 8;
  static constexpr std::size_t few_entries = 2;

  struct Account {
    std::string name;
    std::deque<Entry> entries = {};
  };
  struct Address {
    std::string name;
    std::list<Account> accounts = {};
    std::size_t size = 0;
  };

  template <class Line>
  static Line& line_of(std::list<Line>& lines, const std::string& name) {
    const auto found = std::ranges::find(lines, name, &Line::name);
    return found != lines.end() ? *found : lines.emplace_back(Line{name});
  }

  // Moves the served address and account to the end.
  std::optional<Entry> take_from(typename std::list<Address>::iterator address) {
    auto& accounts = address->accounts;
    auto& entries = accounts.front().entries;
    std::optional<Entry> entry(std::move(entries.front()));
    entries.pop_front();
    --address->size;
    --size_;
    accounts.splice(accounts.end(), accounts, accounts.begin());
    if (entries.empty()) accounts.pop_back();
    addresses_.splice(addresses_.end(), addresses_, address);
    if (addresses_.back().size == 0) addresses_.pop_back();
    return entry;
  }

  // Returns the last of several equally long ones.
  template <class Line, class Size>
  static typename std::list<Line>::iterator max_length_of(std::list<Line>& lines, const Size& size_of) {
    auto longest = lines.begin();
    for (auto at = lines.begin(); at != lines.end(); ++at) {
      if (size_of(*at) >= size_of(*longest)) longest = at;
    }
    return longest;
  }

  std::optional<Entry> drop_longest() {
    const auto address = max_length_of(addresses_, [](const auto& one) { return one.size; });
    const auto account = max_length_of(address->accounts, [](const auto& one) { return one.entries.size(); });
    std::optional<Entry> entry(std::move(account->entries.back()));
    account->entries.pop_back();
    --size_;
    if (account->entries.empty()) address->accounts.erase(account);
    if (--address->size == 0) addresses_.erase(address);
    return entry;
  }

  const std::size_t max_entries_;
  std::list<Address> addresses_;  // in the order of their turns
  std::size_t size_ = 0;
  unsigned turns_ = 0;
};

}  // namespace base
