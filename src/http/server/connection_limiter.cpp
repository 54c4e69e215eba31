// SPDX-License-Identifier: MIT
#include "http/server/connection_limiter.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace http {
namespace {

struct Ranked {
  std::uint64_t share = 0;  // connections of its address, or bytes that they hold
  const ConnectionCandidate* candidate = nullptr;
};

bool goes_before(const Ranked& one, const Ranked& other) {
  const auto order = [](const Ranked& ranked) {
    return std::tuple(-static_cast<std::int64_t>(ranked.share), ranked.candidate->waits,
                      ranked.candidate->deadline);
  };
  return order(one) < order(other);
}

}  // namespace

std::vector<Connection*> connections_to_evict(std::span<const ConnectionCandidate> candidates,
                                              std::size_t max_evicted) {
  std::unordered_map<std::string_view, std::size_t> shares;
  for (const ConnectionCandidate& one : candidates) ++shares[one.address];
  std::vector<Ranked> ranked;
  for (const ConnectionCandidate& one : candidates) {
    if (one.connection != nullptr) ranked.push_back({shares[one.address], &one});
  }
  if (ranked.empty()) return {};

  const auto first = std::ranges::min_element(ranked, goes_before);
  const std::string_view address = first->candidate->address;
  std::size_t next_share = 0;  // the largest share of another address
  for (const auto& [other, share] : shares) {
    if (other != address) next_share = std::max(next_share, share);
  }
  const std::size_t above = first->share > next_share ? first->share - next_share : 0;
  std::erase_if(ranked, [&](const Ranked& one) { return one.candidate->address != address; });
  const std::size_t count =
      std::min(std::clamp<std::size_t>(above, 1, std::max<std::size_t>(max_evicted, 1)), ranked.size());
  std::ranges::partial_sort(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(count), goes_before);
  std::vector<Connection*> evicted;
  for (std::size_t i = 0; i < count; ++i) evicted.push_back(ranked[i].candidate->connection);
  return evicted;
}

std::vector<Connection*> connections_to_evict_for_memory(std::span<const ConnectionCandidate> candidates,
                                                         std::uint64_t bytes, base::SteadyTime::rep stalled) {
  std::unordered_map<std::string_view, std::uint64_t> shares;
  std::uint64_t largest = 0;
  for (const ConnectionCandidate& one : candidates) {
    largest = std::max(largest, shares[one.address] += one.bytes);
  }
  const auto is_stalled = [stalled](const ConnectionCandidate& one) {
    return one.waits == Wait::output && one.deadline < stalled;
  };
  std::vector<Ranked> ranked;
  for (const ConnectionCandidate& one : candidates) {
    const std::uint64_t share = shares[one.address];
    const bool goes = is_stalled(one) || share * 2 >= largest;
    if (one.connection != nullptr && one.bytes > 0 && goes) ranked.push_back({share, &one});
  }
  std::ranges::sort(ranked, {}, [&](const Ranked& one) {
    return std::tuple(!is_stalled(*one.candidate), -static_cast<std::int64_t>(one.share),
                      -static_cast<int>(one.candidate->waits), one.candidate->deadline);
  });
  std::vector<Connection*> evicted;
  std::uint64_t freed = 0;
  for (auto one = ranked.begin(); one != ranked.end() && freed < bytes; ++one) {
    evicted.push_back(one->candidate->connection);
    freed += one->candidate->bytes;
  }
  return evicted;
}

}  // namespace http
