// SPDX-License-Identifier: MIT
#include "base/rate_limiter.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <vector>

namespace base {
namespace {

// The tolerance for rounding errors in sums of fractions.
constexpr double hair = 1e-9;

std::int64_t seconds_up(double seconds) { return static_cast<std::int64_t>(std::ceil(seconds - hair)); }

}  // namespace

RateLimiter::RateLimiter(const Clock& clock, std::int64_t per_minute, std::int64_t burst,
                         std::size_t max_keys)
    : clock_(clock),
      limit_(per_minute),
      max_keys_(std::max<std::size_t>(max_keys, 1)),
      per_second_(static_cast<double>(per_minute) / 60),
      burst_(static_cast<double>(burst > 0 ? burst : per_minute)) {}

void RateLimiter::set_rate(std::int64_t per_minute) {
  const std::lock_guard lock(mutex_);
  if (limit_ == per_minute) return;
  if (limit_ <= 0) buckets_.clear();  // they belong to an earlier limit
  limit_ = per_minute;
  per_second_ = static_cast<double>(per_minute) / 60;
  burst_ = static_cast<double>(per_minute);
}

RateLimiter::Decision RateLimiter::acquire(std::string_view key, double cost) {
  if (limit_ <= 0) return {};
  const std::lock_guard lock(mutex_);
  if (limit_ <= 0) return {};
  const SteadyTime at = clock_.steady_now();
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= max_keys_) evict(at);
    found = buckets_.emplace(std::string(key), Bucket{burst_, at}).first;
  }
  Bucket& bucket = found->second;
  bucket = {refilled(bucket, at), at};
  const double needed = std::min(cost, burst_);
  const bool allowed = bucket.tokens + hair >= needed;
  if (allowed) bucket.tokens -= cost;
  return verdict(bucket.tokens, allowed, needed);
}

RateLimiter::Decision RateLimiter::peek(std::string_view key) const {
  if (limit_ <= 0) return {};
  const std::lock_guard lock(mutex_);
  if (limit_ <= 0) return {};
  const auto found = buckets_.find(key);
  const double tokens = found == buckets_.end() ? burst_ : refilled(found->second, clock_.steady_now());
  return verdict(tokens, tokens + hair >= 1, 1);
}

void RateLimiter::reset(std::string_view key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = buckets_.find(key); found != buckets_.end()) buckets_.erase(found);
}

void RateLimiter::reset_prefix(std::string_view start_of_keys) {
  const std::lock_guard lock(mutex_);
  std::erase_if(buckets_, [&](const auto& entry) { return entry.first.starts_with(start_of_keys); });
}

double RateLimiter::refilled(const Bucket& bucket, SteadyTime at) const {
  const double seconds = std::chrono::duration<double>(at - bucket.at).count();
  return std::min(burst_, bucket.tokens + seconds * per_second_);
}

RateLimiter::Decision RateLimiter::verdict(double tokens, bool allowed, double next) const {
  Decision verdict;
  verdict.allowed = allowed;
  verdict.limit = limit_;
  verdict.remaining = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(tokens + hair)));
  verdict.reset_after = seconds_up((burst_ - tokens) / per_second_);
  verdict.retry_after = allowed ? 0 : std::max<std::int64_t>(1, seconds_up((next - tokens) / per_second_));
  return verdict;
}

// Drops the full buckets, and at least the fullest eighth, so that a flood of new keys does not cost a full
// scan each time.
void RateLimiter::evict(SteadyTime at) {
  std::vector<double> levels;
  levels.reserve(buckets_.size());
  for (const auto& [key, bucket] : buckets_) levels.push_back(refilled(bucket, at));
  const auto eighth = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 8);
  std::nth_element(levels.begin(), eighth, levels.end(), std::greater<>());
  const double fullest = *eighth;
  std::erase_if(buckets_, [&](const auto& entry) { return refilled(entry.second, at) >= fullest; });
}

}  // namespace base
