// SPDX-License-Identifier: MIT
#pragma once

// Counts the memory that requests hold together, in bytes, against one limit.
// Thread safety: any thread may call; a reservation belongs to one thread at a time.

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

namespace base {

// Returns a quarter of the memory that the process may use, at least 32 MB and at most 256 MB.
std::uint64_t default_memory_budget(std::uint64_t memory_limit);

class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t limit) : limit_(limit) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  // reserve() is for small amounts and may exceed the limit. try_reserve() is for large ones: at the limit it
  // calls reclaim(), retries for a moment, and then fails.
  void reserve(std::uint64_t bytes) { used_.fetch_add(bytes, std::memory_order_relaxed); }
  bool try_reserve(std::uint64_t bytes);
  void release(std::uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  std::uint64_t limit() const { return limit_; }
  std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  std::int64_t refused() const { return refused_; }  // by try_reserve(), since the start

  // Starts to free memory for `bytes`, by ending what is dispensable. Set while no thread reserves.
  std::function<void(std::uint64_t bytes)> reclaim;

 private:
  bool reserve_within_limit(std::uint64_t bytes);

  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
  std::atomic<std::int64_t> refused_{0};
};

// Bytes that are counted for the lifetime of the object.
class MemoryReservation {
 public:
  MemoryReservation() = default;
  explicit MemoryReservation(MemoryBudget* budget) : budget_(budget) {}  // nullptr: counts nothing
  MemoryReservation(MemoryReservation&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  MemoryReservation& operator=(MemoryReservation&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MemoryReservation() { resize(0); }

  void resize(std::uint64_t bytes);    // as MemoryBudget::reserve()
  bool try_grow(std::uint64_t bytes);  // by `bytes`, as MemoryBudget::try_reserve()
  std::uint64_t bytes() const { return bytes_; }

 private:
  MemoryBudget* budget_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace base
