// SPDX-License-Identifier: MIT
#pragma once

// The part of a long list to return.

#include <cstdint>
#include <limits>

namespace store {

struct LimitOffset {
  std::int64_t offset = 0;
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
};

}  // namespace store
