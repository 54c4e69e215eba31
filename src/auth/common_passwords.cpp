// SPDX-License-Identifier: MIT
#include "auth/common_passwords.h"

#include <cstddef>
#include <string>

#include "auth/common_password_hashes.h"
#include "base/text/text.h"
#include "crypto/hash.h"

namespace auth {
namespace {

constexpr std::size_t hash_bytes = 5;

}  // namespace

// A binary search over fixed-size records.
bool is_common_password(std::string_view lowercase) {
  const std::string wanted = crypto::sha256(base::hex(lowercase)).substr(0, hash_bytes);
  std::size_t from = 0, to = common_password_hashes.size() / hash_bytes;
  while (from < to) {
    const std::size_t middle = from + (to - from) / 2;
    const int order = common_password_hashes.substr(middle * hash_bytes, hash_bytes).compare(wanted);
    if (order == 0) return true;
    if (order < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return false;
}

}  // namespace auth
