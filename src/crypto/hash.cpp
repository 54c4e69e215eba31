// SPDX-License-Identifier: MIT
#include "crypto/hash.h"

#include <mbedtls/platform_util.h>
#include <mbedtls/sha256.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

extern "C" {
#include <mbedtls/constant_time.h>  // does not say so itself
}

namespace crypto {
namespace {

constexpr std::size_t block_size = 64, digest_size = 32;

using Block = std::array<unsigned char, block_size>;
using Digest = std::array<unsigned char, digest_size>;

void check(int result) {
  if (result != 0) throw std::runtime_error("SHA-256 failed: mbedTLS error " + std::to_string(result));
}

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string text(const Digest& digest) { return {digest.begin(), digest.end()}; }

class Running {
 public:
  Running() {
    mbedtls_sha256_init(&context_);
    check(mbedtls_sha256_starts(&context_, 0));
  }
  Running(const Running& other) {
    mbedtls_sha256_init(&context_);
    mbedtls_sha256_clone(&context_, &other.context_);
  }
  Running& operator=(const Running&) = delete;
  ~Running() { mbedtls_sha256_free(&context_); }

  Running& update(const unsigned char* bytes, std::size_t count) {
    check(mbedtls_sha256_update(&context_, bytes, count));
    return *this;
  }
  Digest finish() {
    Digest digest;
    check(mbedtls_sha256_finish(&context_, digest.data()));
    return digest;
  }

 private:
  mbedtls_sha256_context context_;
};

Digest digest_of(std::string_view bytes) { return Running().update(raw(bytes), bytes.size()).finish(); }

// HMAC with the two padded keys already hashed; every message starts from copies of them.
class Keyed {
 public:
  explicit Keyed(std::string_view key) {
    Block pad{};
    if (key.size() > block_size) {
      const Digest shorter = digest_of(key);
      std::copy(shorter.begin(), shorter.end(), pad.begin());
    } else {
      std::copy(key.begin(), key.end(), pad.begin());
    }
    begin(inner_, pad, 0x36);
    begin(outer_, pad, 0x36 ^ 0x5c);  // takes the first pad's mark off again
    mbedtls_platform_zeroize(pad.data(), pad.size());
  }

  Digest mac(std::initializer_list<std::string_view> parts) const {
    Running inner(inner_);
    for (const auto part : parts) inner.update(raw(part), part.size());
    return seal(inner.finish());
  }
  Digest mac(const Digest& message) const {
    return seal(Running(inner_).update(message.data(), message.size()).finish());
  }

 private:
  static void begin(Running& hash, Block& pad, unsigned char mark) {
    for (unsigned char& c : pad) c ^= mark;
    hash.update(pad.data(), pad.size());
  }
  Digest seal(const Digest& inner) const {
    return Running(outer_).update(inner.data(), inner.size()).finish();
  }

  Running inner_, outer_;
};

}  // namespace

struct Sha256::State : Running {};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) { state_->update(raw(bytes), bytes.size()); }

std::string Sha256::digest() { return text(state_->finish()); }

std::string sha256(std::string_view bytes) { return text(digest_of(bytes)); }

std::string hmac_sha256(std::string_view key, std::string_view message) {
  return text(Keyed(key).mac({message}));
}

// RFC 8018 §5.2, the first block of it: 32 bytes need no second.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, std::uint32_t rounds) {
  constexpr std::string_view first_block("\0\0\0\1", 4);
  const Keyed key(password);
  Digest latest = key.mac({salt, first_block});
  Digest sum = latest;
  for (std::uint32_t round = 1; round < rounds; ++round) {
    latest = key.mac(latest);
    for (std::size_t i = 0; i < digest_size; ++i) sum[i] ^= latest[i];
  }
  return text(sum);
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
