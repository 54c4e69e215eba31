// SPDX-License-Identifier: MIT
#include "base/address_score.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace base {
namespace {

constexpr double half_life_seconds = 60;
constexpr double min_counted = 0.05;  // weight of one attempt after more than four minutes

}  // namespace

AddressScore::Score AddressScore::faded(const Score& score, SteadyTime now) {
  const double seconds = std::max(std::chrono::duration<double>(now - score.at).count(), 0.0);
  const double left = std::exp2(-seconds / half_life_seconds);
  return {score.right * left, score.wrong * left, now};
}

AddressScore::Rank AddressScore::rank(std::string_view address) const {
  const std::lock_guard lock(mutex_);
  const auto found = scores_.find(address);
  if (found == scores_.end()) return unknown;
  const Score now = faded(found->second, clock_.steady_now());
  if (std::max(now.right, now.wrong) < min_counted) return unknown;
  return now.wrong > now.right ? bad : good;
}

void AddressScore::count(std::string_view address, double right, double wrong) {
  const std::lock_guard lock(mutex_);
  auto found = scores_.find(address);
  if (found == scores_.end()) {
    if (scores_.size() >= max_addresses_) forget_oldest();
    found = scores_.emplace(std::string(address), Score{.at = clock_.steady_now()}).first;
  }
  Score now = faded(found->second, clock_.steady_now());
  now.right += right;
  now.wrong += wrong;
  found->second = now;
}

// Drops an eighth of the addresses, so that a flood of new ones does not cost a full scan each time.
void AddressScore::forget_oldest() {
  std::vector<SteadyTime> times;
  times.reserve(scores_.size());
  for (const auto& [address, score] : scores_) times.push_back(score.at);
  const auto eighth = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 8);
  std::nth_element(times.begin(), eighth, times.end());
  const SteadyTime oldest = *eighth;
  std::erase_if(scores_, [&](const auto& entry) { return entry.second.at <= oldest; });
}

}  // namespace base
