// SPDX-License-Identifier: MIT
#pragma once

// Texts that were costly to make, kept in memory by a key for as long as they are asked for and there is
// room. What has not been asked for goes first: there are two halves, and when the newer one is full the
// older one is forgotten. Any thread may call.

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

  Text get(const std::string& key);  // nothing when it is not there (any more)
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
