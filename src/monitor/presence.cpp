// SPDX-License-Identifier: MIT
#include "monitor/presence.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace api {
namespace {

using namespace std::chrono_literals;

constexpr auto refresh_interval = 1s;  // times are updated no more often
constexpr auto forgotten_after = 5min;
constexpr std::size_t max_addresses = 256;  // of a shard

bool within(const std::optional<base::SteadyTime>& seen, base::SteadyTime now, std::chrono::seconds time) {
  return seen && now - *seen < time;
}

}  // namespace

void Presence::load(store::Database& engine) {
  for (auto& [user, contact] : store::all_last_seen(engine)) {
    Shard& shard = of_account(user);
    const std::lock_guard lock(shard.mutex);
    shard.accounts.try_emplace(user, Account{std::move(contact), {}, false});
  }
}

void Presence::flush(store::Database& engine) {
  std::vector<std::int64_t> users;
  store::WriteBatch write;
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (auto& [user, account] : shard.accounts) {
      if (!std::exchange(account.changed, false)) continue;
      users.push_back(user);
      store::set_last_seen(write, {user}, account.contact);
    }
  }
  if (users.empty()) return;
  try {
    engine.write(write);
  } catch (const store::StorageError&) {
    for (const std::int64_t user : users) {
      Shard& shard = of_account(user);
      const std::lock_guard lock(shard.mutex);
      shard.accounts[user].changed = true;
    }
    throw;
  }
}

void Presence::record_seen(std::int64_t user, std::string_view address) {
  const base::SteadyTime at = clock_.steady_now();
  if (user == 0) return seen_address(address, &Address::alone, at);
  {
    Shard& shard = of_account(user);
    const std::lock_guard lock(shard.mutex);
    Account& account = shard.accounts[user];
    if (within(account.seen, at, refresh_interval)) return;
    account.seen = at;
    account.contact.seen_at = clock_.now();
    account.changed = true;
  }
  seen_address(address, &Address::with_account, at);
}

void Presence::seen_address(std::string_view address, std::optional<base::SteadyTime> Address::*how,
                            base::SteadyTime at) {
  Shard& shard = shards_[Hash()(address) % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  auto found = shard.addresses.find(address);
  if (found == shard.addresses.end()) {
    if (shard.addresses.size() >= max_addresses) {
      std::erase_if(shard.addresses, [&](const auto& one) {
        return !within(one.second.alone, at, forgotten_after) &&
               !within(one.second.with_account, at, forgotten_after);
      });
    }
    if (shard.addresses.size() >= max_addresses) return;
    found = shard.addresses.try_emplace(std::string(address)).first;
  }
  found->second.*how = at;
}

void Presence::record_error(std::int64_t user, store::LastSeenError error) {
  Shard& shard = of_account(user);
  const std::lock_guard lock(shard.mutex);
  Account& account = shard.accounts[user];
  account.contact.error = std::move(error);
  account.changed = true;
}

std::optional<store::LastSeen> Presence::find(store::UserId user) const {
  const Shard& shard = of_account(user.value);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.accounts.find(user.value);
  return found == shard.accounts.end() ? std::nullopt : std::optional(found->second.contact);
}

std::size_t Presence::count_seen(std::chrono::seconds time) const {
  const base::SteadyTime now = clock_.steady_now();
  std::size_t count = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    count += static_cast<std::size_t>(std::ranges::count_if(
        shard.accounts, [&](const auto& one) { return within(one.second.seen, now, time); }));
    count += static_cast<std::size_t>(std::ranges::count_if(shard.addresses, [&](const auto& one) {
      return within(one.second.alone, now, time) && !within(one.second.with_account, now, time);
    }));
  }
  return count;
}

}  // namespace api
