// SPDX-License-Identifier: MIT
#pragma once

// Which part of a long list is wanted.

#include <cstdint>
#include <limits>

namespace store {

struct LimitOffset {
  std::int64_t offset = 0;
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
};

}  // namespace store
