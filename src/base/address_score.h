// SPDX-License-Identifier: MIT
#pragma once

// Scores addresses by their successful and failed attempts, whose weight halves each minute. The number of
// addresses is bounded; beyond it, those that have been inactive longest are dropped.
// Thread safety: any thread may call.

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace base {

class AddressScore {
 public:
  enum Rank { good = 0, unknown = 1, bad = 2 };

  explicit AddressScore(const Clock& clock, std::size_t max_addresses = 4096)
      : clock_(clock), max_addresses_(max_addresses) {}

  void count_right(std::string_view address) { count(address, 1, 0); }
  void count_wrong(std::string_view address) { count(address, 0, 1); }
  // bad: more failed than successful attempts recently; good: otherwise; unknown: no recent attempts.
  Rank rank(std::string_view address) const;

 private:
  struct Score {
    double right = 0, wrong = 0;
    SteadyTime at = {};
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  void count(std::string_view address, double right, double wrong);
  void forget_oldest();
  static Score faded(const Score& score, SteadyTime now);

  const Clock& clock_;
  const std::size_t max_addresses_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Score, Hash, std::equal_to<>> scores_;
};

}  // namespace base
