// SPDX-License-Identifier: MIT
#pragma once

// Selects the uploads that give up their slots to waiting ones.
// Thread safety: any thread may call.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace http {

struct UploadShare {
  std::string_view address, account;
  double bytes_per_second = 0;
  bool may_go = true;  // false: only counted
  bool slow = false;   // below the rate that is considered slow
};

// Returns the indexes of the uploads to evict, at most one for each waiting upload. Evicts the slowest upload
// of:
//  - the largest account of the address with the most uploads, if that address has at least two more than the
//    address of the waiting one;
//  - else, the largest account of the waiting one's address, if it has at least two more than the waiting
//    one's account;
//  - else, all other accounts, if that upload is slow.
std::vector<std::size_t> uploads_to_evict(std::span<const UploadShare> uploads,
                                          std::span<const UploadShare> waiting);

}  // namespace http
