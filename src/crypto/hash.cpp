// SPDX-License-Identifier: MIT
#include "crypto/hash.h"

#include <endian.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/sha1.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <initializer_list>

#include "crypto/sha256_compress.h"

extern "C" {
#include <mbedtls/constant_time.h>  // has no extern "C" of its own
}

namespace crypto {
namespace {

constexpr std::size_t block_size = 64, digest_size = 32;
constexpr std::size_t length_at = block_size - sizeof(std::uint64_t);
constexpr unsigned char end_mark = 0x80;
constexpr Sha256State initial_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};  // FIPS 180-4 §5.3.3

using Block = std::array<unsigned char, block_size>;
using Digest = std::array<unsigned char, digest_size>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string text(const Digest& digest) { return {digest.begin(), digest.end()}; }

void put_digest(unsigned char* to, Sha256State state) {
  for (std::uint32_t& word : state) word = htobe32(word);
  std::memcpy(to, state.data(), digest_size);
}

void put_length(Block& block, std::uint64_t bytes) {
  const std::uint64_t bits = htobe64(bytes * 8);
  std::memcpy(&block[length_at], &bits, sizeof bits);
}

class Running {
 public:
  Running& update(std::string_view bytes) {
    const unsigned char* from = raw(bytes);
    std::size_t left = bytes.size();
    const std::size_t waiting = length_ % block_size;
    length_ += left;
    if (waiting > 0) {
      const std::size_t taken = std::min(left, block_size - waiting);
      std::memcpy(&block_[waiting], from, taken);
      from += taken;
      left -= taken;
      if (waiting + taken < block_size) return *this;
      mix_(state_, block_.data(), 1);
    }
    mix_(state_, from, left / block_size);
    std::memcpy(block_.data(), from + left / block_size * block_size, left % block_size);
    return *this;
  }

  Digest finish() {
    std::size_t used = length_ % block_size;
    block_[used++] = end_mark;
    if (used > length_at) {
      std::fill(block_.begin() + static_cast<std::ptrdiff_t>(used), block_.end(), 0);
      mix_(state_, block_.data(), 1);
      used = 0;
    }
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(used), block_.end(), 0);
    put_length(block_, length_);
    mix_(state_, block_.data(), 1);
    Digest digest;
    put_digest(digest.data(), state_);
    return digest;
  }

  const Sha256State& state() const { return state_; }

 private:
  Sha256Compress mix_ = select_sha256_compress();
  Sha256State state_ = initial_state;
  std::uint64_t length_ = 0;
  Block block_;
};

// HMAC with both padded keys already hashed. Each message starts from copies of these states.
class Keyed {
 public:
  explicit Keyed(std::string_view key) {
    Block pad{};
    if (key.size() > block_size) {
      const Digest shorter = Running().update(key).finish();
      std::copy(shorter.begin(), shorter.end(), pad.begin());
    } else {
      std::copy(key.begin(), key.end(), pad.begin());
    }
    begin(inner_, pad, 0x36);
    begin(outer_, pad, 0x36 ^ 0x5c);  // removes the mask of the first pad
    mbedtls_platform_zeroize(pad.data(), pad.size());
  }

  Digest mac(std::initializer_list<std::string_view> parts) const {
    Running inner(inner_), outer(outer_);
    for (const auto part : parts) inner.update(part);
    return outer.update(text(inner.finish())).finish();
  }

  const Sha256State& inner() const { return inner_.state(); }
  const Sha256State& outer() const { return outer_.state(); }

 private:
  static void begin(Running& hash, Block& pad, unsigned char mark) {
    for (unsigned char& c : pad) c ^= mark;
    hash.update({reinterpret_cast<const char*>(pad.data()), pad.size()});
  }

  Running inner_, outer_;
};

}  // namespace

struct Sha256::State : Running {};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) { state_->update(bytes); }

std::string Sha256::digest() { return text(state_->finish()); }

struct Sha1::State : mbedtls_sha1_context {};

Sha1::Sha1() : state_(std::make_unique<State>()) {
  mbedtls_sha1_init(state_.get());
  mbedtls_sha1_starts(state_.get());
}
Sha1::~Sha1() = default;
Sha1::Sha1(Sha1&&) noexcept = default;

void Sha1::update(std::string_view bytes) { mbedtls_sha1_update(state_.get(), raw(bytes), bytes.size()); }

std::string Sha1::digest() {
  std::array<unsigned char, 20> digest{};
  mbedtls_sha1_finish(state_.get(), digest.data());
  return {digest.begin(), digest.end()};
}

std::string sha256(std::string_view bytes) { return text(Running().update(bytes).finish()); }

std::string hmac_sha256(std::string_view key, std::string_view message) {
  return text(Keyed(key).mac({message}));
}

std::string sha256(const base::Descriptor& file) {
  std::string piece(128 * 1024, '\0');
  Sha256 hash;
  for (std::size_t got = piece.size(); got == piece.size();) {
    got = base::read_up_to(file, piece.data(), piece.size());
    hash.update(std::string_view(piece).substr(0, got));
  }
  return hash.digest();
}

// RFC 8018 §5.2, first block only, as 32 bytes need no second one. A round hashes two messages of 32 bytes,
// each after a padded key that is already hashed. Each takes one block, whose padding stays the same.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, std::uint32_t rounds) {
  constexpr std::string_view first_block("\0\0\0\1", 4);
  const Keyed key(password);
  const Sha256Compress mix = select_sha256_compress();
  Digest sum = key.mac({salt, first_block});
  Block block{};
  std::copy(sum.begin(), sum.end(), block.begin());
  block[digest_size] = end_mark;
  put_length(block, block_size + digest_size);
  for (std::uint32_t round = 1; round < rounds; ++round) {
    for (const Sha256State& padded : {key.inner(), key.outer()}) {
      Sha256State state = padded;
      mix(state, block.data(), 1);
      put_digest(block.data(), state);
    }
    for (std::size_t i = 0; i < digest_size; ++i) sum[i] ^= block[i];
  }
  return text(sum);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace crypto
