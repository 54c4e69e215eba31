// SPDX-License-Identifier: MIT
#pragma once

// Which uploads give their slots up to those that wait. Pure.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace http {

struct UploadShare {
  std::string_view address, account;
  double bytes_per_second = 0;
  bool may_go = true;  // else it only counts
  bool slow = false;   // below a rate that matters
};

// The indexes of those that go: at most one for each that waits, of an address that has at least two more
// than the address of the waiting one, else of an account behind that address with two more than the waiting
// one's, the slowest one of the account; else the slowest of all others', if it is slow.
std::vector<std::size_t> uploads_to_evict(std::span<const UploadShare> uploads,
                                          std::span<const UploadShare> waiting);

}  // namespace http
