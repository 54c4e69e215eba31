// SPDX-License-Identifier: MIT
#include "base/memory_budget.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace base {
namespace {

constexpr std::uint64_t megabyte = 1 << 20;
constexpr int looks_for_room = 20;
constexpr std::chrono::milliseconds between_looks(10);

}  // namespace

std::uint64_t default_memory_budget(std::uint64_t memory_limit) {
  return std::clamp<std::uint64_t>(memory_limit / 4, 32 * megabyte, 256 * megabyte);
}

bool MemoryBudget::reserve_within_limit(std::uint64_t bytes) {
  std::uint64_t used = used_.load(std::memory_order_relaxed);
  do {
    if (used + bytes > limit_) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
  return true;
}

bool MemoryBudget::try_reserve(std::uint64_t bytes) {
  if (reserve_within_limit(bytes)) return true;
  if (reclaim && bytes <= limit_) {
    reclaim(bytes);
    for (int i = 0; i < looks_for_room; ++i) {
      std::this_thread::sleep_for(between_looks);
      if (reserve_within_limit(bytes)) return true;
    }
  }
  ++refused_;
  return false;
}

void MemoryReservation::resize(std::uint64_t bytes) {
  if (budget_ == nullptr) return;
  if (bytes > bytes_) budget_->reserve(bytes - bytes_);
  if (bytes < bytes_) budget_->release(bytes_ - bytes);
  bytes_ = bytes;
}

bool MemoryReservation::try_grow(std::uint64_t bytes) {
  if (budget_ == nullptr) return true;
  if (!budget_->try_reserve(bytes)) return false;
  bytes_ += bytes;
  return true;
}

}  // namespace base
