// SPDX-License-Identifier: MIT
#pragma once

// Identity: ids that cannot be mixed up, and random names from the kernel's generator.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace base {

// A row's id as a type of its own. 0 is no row.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  friend auto operator<=>(const Id&, const Id&) = default;
};

std::string random_bytes(std::size_t count);  // getrandom(2); throws std::system_error
std::string random_hex(std::size_t bytes);
std::string random_uuid();  // RFC 9562 version 4

}  // namespace base
