// SPDX-License-Identifier: MIT
#include "crypto/mbedtls_init.h"

#include <psa/crypto.h>

#include <array>
#include <cstdio>

#include "base/ids.h"

namespace crypto {
namespace {

std::string in_hex(int code) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "-0x%04x", static_cast<unsigned>(-code));
  return text.data();
}

bool fill(unsigned char* to, std::size_t count) {
  return base::fill_random(reinterpret_cast<char*>(to), count);
}

}  // namespace

CryptoError::CryptoError(const std::string& what, int code)
    : std::runtime_error(what + " (mbedTLS " + in_hex(code) + ")") {}

void ensure_initialized() {
  static const psa_status_t ready = psa_crypto_init();
  check(ready, "cryptography is not ready");
}

void check(int code, const char* what) {
  if (code != 0) throw CryptoError(what, code);
}

int mbedtls_rng(void*, unsigned char* to, std::size_t count) {
  return fill(to, count) ? 0 : PSA_ERROR_INSUFFICIENT_ENTROPY;
}

}  // namespace crypto

// Called by mbedTLS itself (MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG).
extern "C" psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t*, uint8_t* to,
                                                        size_t count, size_t* got) {
  *got = crypto::fill(to, count) ? count : 0;
  return *got == count ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_ENTROPY;
}
