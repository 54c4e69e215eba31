// SPDX-License-Identifier: MIT
#pragma once

// An in-memory cache of texts that are costly to make. Evicts what has not been used recently: there are two
// halves, and when the newer one is full, the older one is dropped.
// Thread safety: any thread may call.

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace base {

class TextCache {
 public:
  using Text = std::shared_ptr<const std::string>;

  explicit TextCache(std::size_t max_bytes) : max_generation_bytes_(max_bytes / 2) {}

  Text get(const std::string& key);  // nullptr when it is not cached
  void put(const std::string& key, Text text);

 private:
  using Half = std::unordered_map<std::string, Text>;

  void insert(const std::string& key, Text text);

  const std::size_t max_generation_bytes_;
  std::mutex mutex_;
  Half newer_, older_;
  std::size_t bytes_of_newer_ = 0;
};

}  // namespace base
