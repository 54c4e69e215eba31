// SPDX-License-Identifier: MIT
#pragma once

// Tracks in memory when each account was last seen, its last error, and addresses seen without an account. A
// request takes one short lock. Up to 4096 addresses are tracked; if more arrive within five minutes, the
// counts are too low for a while.
// Thread safety: any thread may call any member.
// Crash safety: loses changes since the last flush().

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "store/last_seen.h"

namespace api {

class Presence {
 public:
  explicit Presence(const base::Clock& clock) : clock_(clock) {}

  void load(store::Database& engine);  // at the start; throws store::StorageError
  // Writes the changes in one batch. Throws: store::StorageError; the next call tries again.
  void flush(store::Database& engine);

  void record_seen(std::int64_t user, std::string_view address);  // user 0: no account
  void record_error(std::int64_t user, store::LastSeenError error);

  std::optional<store::LastSeen> find(store::UserId user) const;
  // Counts accounts, and addresses from which no account was seen in the same time.
  std::size_t count_seen(std::chrono::seconds time) const;

 private:
  struct Account {
    store::LastSeen contact;
    std::optional<base::SteadyTime> seen;  // since the start
    bool changed = false;
  };
  struct Address {
    std::optional<base::SteadyTime> alone, with_account;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  // Sharded, so that requests rarely contend for a lock.
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::int64_t, Account> accounts;
    std::unordered_map<std::string, Address, Hash, std::equal_to<>> addresses;
  };

  Shard& of_account(std::int64_t user) { return shards_[static_cast<std::size_t>(user) % shards_.size()]; }
  const Shard& of_account(std::int64_t user) const {
    return shards_[static_cast<std::size_t>(user) % shards_.size()];
  }
  void seen_address(std::string_view address, std::optional<base::SteadyTime> Address::*how,
                    base::SteadyTime at);

  const base::Clock& clock_;
  std::array<Shard, 16> shards_;
};

}  // namespace api
