// SPDX-License-Identifier: MIT
#pragma once

// Accounts for the memory of request and response texts. Up to 64 KB are free, so small requests always pass.
// Larger texts are charged several times their size, for the copies made of them.
// Thread safety: one thread at a time.
// Throws: http::HttpError 503 with Retry-After if there is no memory left.

#include <cstdint>

#include "base/memory_budget.h"

namespace api {

class TextMemory {
 public:
  TextMemory() = default;  // charges nothing
  explicit TextMemory(base::MemoryBudget& budget) : reserved_(&budget) {}
  void add(std::uint64_t bytes);

 private:
  base::MemoryReservation reserved_;
  std::uint64_t bytes_ = 0;
};

}  // namespace api
