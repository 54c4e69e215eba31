// SPDX-License-Identifier: MIT
#pragma once

// Initialises mbedTLS and provides its random number generator. Every byte comes from getrandom(2), so the
// process holds no generator state.
// Thread safety: any thread may call all functions.
// Throws: CryptoError where noted.

#include <cstddef>
#include <stdexcept>
#include <string>

namespace crypto {

// A failure inside mbedTLS, nearly always lack of memory.
struct CryptoError : std::runtime_error {
  CryptoError(const std::string& what, int code);
};

void ensure_initialized();               // required before all but hashes; only the first call has an effect
void check(int code, const char* what);  // throws CryptoError unless the code is 0

// The random number generator, with the signature that mbedTLS expects.
int mbedtls_rng(void* ignored, unsigned char* to, std::size_t count);

}  // namespace crypto
