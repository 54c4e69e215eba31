// SPDX-License-Identifier: MIT
#pragma once

// The files of store/schema/, compiled in.
// Thread safety: constant data, any thread may read it.

#include <span>
#include <string_view>

namespace store {

struct Migration {
  int number;             // 1 for 001_start.sql
  std::string_view name;  // 001_start.sql
  std::string_view sql;
};

std::span<const Migration> migrations();  // by number, ascending

}  // namespace store
