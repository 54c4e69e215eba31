// SPDX-License-Identifier: MIT
#pragma once

// The memory that requests hold together, in bytes, counted against one limit.
// Thread safety: any thread; a reservation belongs to one thread at a time.

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

namespace base {

// A quarter of the memory that the process may use, within 32 and 256 MB.
std::uint64_t default_memory_budget(std::uint64_t memory_limit);

class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t limit) : limit_(limit) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  // What is small is counted beyond the limit too; what is large is refused there, after reclaim() was called
  // and had a moment.
  void reserve(std::uint64_t bytes) { used_.fetch_add(bytes, std::memory_order_relaxed); }
  bool try_reserve(std::uint64_t bytes);
  void release(std::uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  std::uint64_t limit() const { return limit_; }
  std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  std::int64_t refused() const { return refused_; }  // by try_reserve(), so far

  // Ends what can be done without, so that there is room for so many bytes; soon, not at once. Set while
  // nobody reserves.
  std::function<void(std::uint64_t bytes)> reclaim;

 private:
  bool reserve_within_limit(std::uint64_t bytes);

  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
  std::atomic<std::int64_t> refused_{0};
};

// Bytes counted for as long as it lives.
class MemoryReservation {
 public:
  MemoryReservation() = default;
  explicit MemoryReservation(MemoryBudget* budget) : budget_(budget) {}  // none: nothing is counted
  MemoryReservation(MemoryReservation&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  MemoryReservation& operator=(MemoryReservation&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MemoryReservation() { resize(0); }

  void resize(std::uint64_t bytes);    // as MemoryBudget::reserve()
  bool try_grow(std::uint64_t bytes);  // by so many
  std::uint64_t bytes() const { return bytes_; }

 private:
  MemoryBudget* budget_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace base
