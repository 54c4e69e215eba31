// SPDX-License-Identifier: MIT
#pragma once

// SHA-256 and SHA-1 (FIPS 180-4), HMAC-SHA-256 (RFC 2104), PBKDF2 (RFC 8018) and constant-time comparison.
// Digests are raw bytes in a std::string: 32 for SHA-256, 20 for SHA-1.
// Thread safety: pure; any thread may call all functions.
// Throws: base::DiskError where noted.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.h"

namespace crypto {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  void update(std::string_view bytes);
  std::string digest();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Only for checksums from clients. They detect transmission errors, not attacks.
class Sha1 {
 public:
  Sha1();
  ~Sha1();
  Sha1(Sha1&&) noexcept;
  void update(std::string_view bytes);
  std::string digest();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view bytes);
std::string sha256(const base::Descriptor& file);  // from the current offset on; throws base::DiskError
std::string hmac_sha256(std::string_view key, std::string_view message);

// Returns 32 bytes. A round costs two SHA-256 blocks, because the two padded key states are computed only
// once.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, std::uint32_t rounds);

bool constant_time_equal(std::string_view a, std::string_view b);  // time depends only on the lengths

}  // namespace crypto
