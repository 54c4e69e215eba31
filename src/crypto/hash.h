// SPDX-License-Identifier: MIT
#pragma once

// SHA-256 and SHA-1 (FIPS 180-4), HMAC-SHA-256 (RFC 2104), PBKDF2 (RFC 8018) and a comparison in constant
// time. Digests are raw bytes in a std::string, 32 of them or 20. Pure; any thread may call.

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

// For checksums that others have made: against a slip on the way, not against anybody.
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
std::string sha256(const base::Descriptor& file);  // from where it stands to its end; throws base::DiskError
std::string hmac_sha256(std::string_view key, std::string_view message);

// 32 bytes. Costs two SHA-256 blocks a round: the two padded states of the key are kept, not made anew.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, std::uint32_t rounds);

bool constant_time_equal(std::string_view a, std::string_view b);  // time depends on the lengths alone

}  // namespace crypto
