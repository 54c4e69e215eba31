// SPDX-License-Identifier: MIT
#pragma once

// mbedTLS made ready, and its source of chance: getrandom(2) for every byte of it, so that nothing random is
// kept in the process. Any thread may call.

#include <cstddef>
#include <stdexcept>
#include <string>

namespace crypto {

// A failure inside the library: no memory, as good as always.
struct CryptoError : std::runtime_error {
  CryptoError(const std::string& what, int code);
};

void ensure_initialized();               // before anything but a hash; the first call makes it ready
void check(int code, const char* what);  // throws CryptoError unless the code is 0

// As the library's functions take it.
int mbedtls_rng(void* ignored, unsigned char* to, std::size_t count);

}  // namespace crypto
