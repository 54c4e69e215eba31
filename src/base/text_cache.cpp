// SPDX-License-Identifier: MIT
#include "base/text_cache.h"

#include <utility>

namespace base {
namespace {

constexpr std::size_t bytes_of_an_entry = 200;  // approximate, in addition to key and text

}  // namespace

TextCache::Text TextCache::get(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = newer_.find(key); found != newer_.end()) return found->second;
  const auto found = older_.find(key);
  if (found == older_.end()) return nullptr;
  Text text = found->second;
  insert(key, text);
  return text;
}

void TextCache::put(const std::string& key, Text text) {
  const std::lock_guard lock(mutex_);
  insert(key, std::move(text));
}

void TextCache::insert(const std::string& key, Text text) {
  const std::size_t bytes = bytes_of_an_entry + key.size() + text->size();
  if (bytes > max_generation_bytes_) return;
  if (bytes_of_newer_ + bytes > max_generation_bytes_) {
    older_ = std::exchange(newer_, {});
    bytes_of_newer_ = 0;
  }
  if (newer_.insert_or_assign(key, std::move(text)).second) bytes_of_newer_ += bytes;
}

}  // namespace base
