// SPDX-License-Identifier: MIT
#pragma once

// Who was in touch: accounts, with what last went wrong for them, and addresses nobody signed in from. In
// memory, so that a request costs one short lock; what changed is kept from time to time in one write. A
// crash loses what came after the latest of these.
//
// Any thread may call any member. Accounts are as many as the box has; of addresses at most 4096 are known,
// and the figures are too small for a while should more come within five minutes.

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
  void flush(store::Database&
                 engine);  // writes only what changed; throws store::StorageError, and tries again next time

  void record_seen(std::int64_t user, std::string_view address);  // user 0: nobody
  void record_error(std::int64_t user, store::LastSeenError error);

  std::optional<store::LastSeen> find(store::UserId user) const;
  // Accounts, and addresses no account was seen from meanwhile.
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
  // Two requests rarely want the same lock.
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
