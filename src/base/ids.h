// SPDX-License-Identifier: MIT
#pragma once

// Typed row ids, and random ids from the kernel's generator.
// Thread safety: any thread may call.
// Throws: std::system_error.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

namespace base {

// A row id as a distinct type. 0 is no row.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  friend auto operator<=>(const Id&, const Id&) = default;
};

std::string random_bytes(std::size_t count);  // getrandom(2)
// Fills memory of the caller. Returns false instead of throwing.
bool fill_random(char* to, std::size_t count);
std::string random_hex(std::size_t bytes);

// Returns a UUID of version 7 (RFC 9562). Later ones sort after earlier ones while the system clock moves
// forwards. Therefore an index of them grows at its end; random ones would touch a page each.
std::string new_uuid();

}  // namespace base
