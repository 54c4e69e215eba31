// SPDX-License-Identifier: MIT
#include "http/server/upload_share.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace http {
namespace {

using Account = std::pair<std::string_view, std::string_view>;  // address, account

class Shares {
 public:
  explicit Shares(std::span<const UploadShare> uploads) : uploads_(uploads), gone_(uploads.size(), false) {
    for (const UploadShare& one : uploads) add(one, 1);
  }

  std::optional<std::size_t> make_room(const UploadShare& newcomer) {
    const auto victim = victim_for(newcomer);
    if (!victim) return {};
    gone_[*victim] = true;
    add(uploads_[*victim], -1);
    add(newcomer, 1);
    return victim;
  }

 private:
  static Account account_of(const UploadShare& one) { return {one.address, one.account}; }

  void add(const UploadShare& one, int count) {
    addresses_[one.address] += count;
    accounts_[account_of(one)] += count;
  }

  std::optional<std::size_t> victim_for(const UploadShare& newcomer) {
    const auto most = std::ranges::max_element(addresses_, {}, [](const auto& one) { return one.second; });
    if (most == addresses_.end()) return {};
    const bool above = most->second > addresses_[newcomer.address] + 1;
    const auto of_account = above ? slowest_of(most->first, 0)
                                  : slowest_of(newcomer.address, accounts_[account_of(newcomer)] + 1);
    if (of_account) return of_account;
    const Account own = account_of(newcomer);
    return slowest([&](const UploadShare& one) { return one.slow && account_of(one) != own; });
  }

  // Returns the slowest upload of the account with the most uploads at this address, if it has more than
  // `more_than`.
  std::optional<std::size_t> slowest_of(std::string_view address, int more_than) const {
    std::optional<Account> greediest;
    int most = more_than;
    for (const auto& [account, count] : accounts_) {
      if (account.first != address || count <= most) continue;
      greediest = account;
      most = count;
    }
    if (!greediest) return {};
    return slowest([&](const UploadShare& one) { return account_of(one) == *greediest; });
  }

  template <class Predicate>
  std::optional<std::size_t> slowest(const Predicate& holds) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < uploads_.size(); ++i) {
      const UploadShare& one = uploads_[i];
      if (gone_[i] || !one.may_go || !holds(one)) continue;
      if (!found || one.bytes_per_second < uploads_[*found].bytes_per_second) found = i;
    }
    return found;
  }

  const std::span<const UploadShare> uploads_;
  std::vector<bool> gone_;
  std::map<std::string_view, int> addresses_;
  std::map<Account, int> accounts_;
};

}  // namespace

std::vector<std::size_t> uploads_to_evict(std::span<const UploadShare> uploads,
                                          std::span<const UploadShare> waiting) {
  Shares shares(uploads);
  std::vector<std::size_t> evicted;
  for (const UploadShare& newcomer : waiting) {
    if (const auto victim = shares.make_room(newcomer)) evicted.push_back(*victim);
  }
  return evicted;
}

}  // namespace http
