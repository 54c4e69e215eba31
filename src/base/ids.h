// SPDX-License-Identifier: MIT
#pragma once

// Identity: ids that cannot be mixed up, and new names from the kernel's generator.

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
// The same into memory of the caller's; false where that would throw.
bool fill_random(char* to, std::size_t count);
std::string random_hex(std::size_t bytes);

// RFC 9562 version 7: one made later sorts behind one made earlier, as far as the system's clock goes
// forwards. So an index of them grows at its end, where a random one would touch a page for each.
std::string new_uuid();

}  // namespace base
