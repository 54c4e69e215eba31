// SPDX-License-Identifier: MIT
#pragma once

// The ids of the rows that a query reads.
// Thread safety: one thread.

#include <cstdint>
#include <string>

namespace store {

class IdList {
 public:
  void add(std::int64_t id) { ids_.append(ids_.empty() ? "[" : ",").append(std::to_string(id)); }
  bool empty() const { return ids_.empty(); }
  std::string json() const { return (ids_.empty() ? "[" : ids_) + "]"; }  // for json_each()

 private:
  std::string ids_;
};

}  // namespace store
