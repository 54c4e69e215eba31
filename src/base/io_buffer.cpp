// SPDX-License-Identifier: MIT
#include "base/io_buffer.h"

#include <mutex>
#include <vector>

namespace base {
namespace {

constexpr std::size_t max_unused = 8;

std::mutex mutex;
std::vector<std::unique_ptr<char[]>> unused;

std::unique_ptr<char[]> reuse() {
  const std::lock_guard lock(mutex);
  if (unused.empty()) return nullptr;
  auto bytes = std::move(unused.back());
  unused.pop_back();
  return bytes;
}

}  // namespace

IoBuffer::IoBuffer() : bytes_(reuse()) {
  if (!bytes_) bytes_ = std::make_unique_for_overwrite<char[]>(size);
}

IoBuffer::~IoBuffer() {
  if (!bytes_) return;  // moved from
  const std::lock_guard lock(mutex);
  if (unused.capacity() < max_unused) unused.reserve(max_unused);
  if (unused.size() < max_unused) unused.push_back(std::move(bytes_));
}

}  // namespace base
