// SPDX-License-Identifier: MIT
#include "api/request/text_memory.h"

#include <algorithm>

#include "http/server/request_body.h"

namespace api {
namespace {

constexpr std::uint64_t free_bytes = 64 * 1024;
constexpr std::uint64_t copies = 4;  // as received, parsed, bound to a statement, and while it grows
constexpr std::uint64_t step = 256 * 1024;

}  // namespace

void TextMemory::add(std::uint64_t bytes) {
  bytes_ += bytes;
  if (bytes_ <= free_bytes || bytes_ * copies <= reserved_.bytes()) return;
  if (!reserved_.try_grow(std::max(bytes_ * copies - reserved_.bytes(), step))) {
    throw http::try_again_later("This box has no memory for this at the moment. Try again in a moment.");
  }
}

}  // namespace api
