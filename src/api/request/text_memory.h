// SPDX-License-Identifier: MIT
#pragma once

// The memory for texts that a request brings or is answered with. Up to 64 KB are free: small requests always
// pass. More are counted several times over, for what is made of them.
// Thread safety: one thread at a time. Throws: http::Error 503 with Retry-After when there is no room.

#include <cstdint>

#include "base/memory_budget.h"

namespace api {

class TextMemory {
 public:
  TextMemory() = default;  // counts nothing
  explicit TextMemory(base::MemoryBudget& budget) : reserved_(&budget) {}
  void add(std::uint64_t bytes);

 private:
  base::MemoryReservation reserved_;
  std::uint64_t bytes_ = 0;
};

}  // namespace api
