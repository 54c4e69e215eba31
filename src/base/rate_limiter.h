// SPDX-License-Identifier: MIT
#pragma once

// Token buckets, one per key: a number of tokens per minute, with bursts up to a minute's worth by default.
// The number of keys is bounded; full buckets are dropped first, because they carry no information.
// Thread safety: any thread may call.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace base {

class RateLimiter {
 public:
  struct Decision {
    bool allowed = true;
    std::int64_t limit = 0;        // tokens per minute; 0: no limit, the other members are meaningless
    std::int64_t remaining = 0;    // whole tokens left
    std::int64_t reset_after = 0;  // seconds until the bucket is full again
    std::int64_t retry_after = 0;  // seconds until a retry is allowed, ≥ 1 when refused
  };

  // A burst of 0 means per_minute.
  RateLimiter(const Clock& clock, std::int64_t per_minute, std::int64_t burst = 0,
              std::size_t max_keys = 20000);

  // Changes the rate, with bursts of a minute's worth. 0: no limit.
  void set_rate(std::int64_t per_minute);

  // Takes `cost` tokens. More than a burst is allowed when the bucket is full, which then becomes negative.
  Decision acquire(std::string_view key, double cost = 1);
  Decision peek(std::string_view key) const;  // takes nothing
  void reset(std::string_view key);
  void reset_prefix(std::string_view start_of_keys);  // scans all keys

 private:
  struct Bucket {
    double tokens;
    SteadyTime at;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  double refilled(const Bucket& bucket, SteadyTime at) const;
  Decision verdict(double tokens, bool allowed, double next) const;
  void evict(SteadyTime at);

  const Clock& clock_;
  std::atomic<std::int64_t> limit_;  // changed under the mutex
  const std::size_t max_keys_;
  mutable std::mutex mutex_;
  double per_second_, burst_;
  std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets_;
};

}  // namespace base
