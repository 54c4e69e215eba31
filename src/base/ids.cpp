// SPDX-License-Identifier: MIT
#include "base/ids.h"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "base/clock.h"
#include "base/text/text.h"

namespace base {

bool fill_random(char* to, std::size_t count) {
  for (std::size_t have = 0; have < count;) {
    const ssize_t got = getrandom(to + have, count - have, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  return true;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (!fill_random(bytes.data(), count)) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return bytes;
}

std::string random_hex(std::size_t bytes) { return hex(random_bytes(bytes)); }

std::string new_uuid() {
  constexpr std::size_t time_bytes = 6;
  const auto since_1970 = system_now().time_since_epoch();
  auto milliseconds =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count());
  std::string bytes = random_bytes(16);
  for (std::size_t at = time_bytes; at > 0; milliseconds >>= 8) bytes[--at] = static_cast<char>(milliseconds);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);  // version 7
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // variant of RFC 9562
  std::string text = hex(bytes);
  for (const std::size_t dash : {20U, 16U, 12U, 8U}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace base
