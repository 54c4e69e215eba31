// SPDX-License-Identifier: MIT
#pragma once

// The compression function of SHA-256 (FIPS 180-4 §6.2.2), for whole blocks of 64 bytes. mbedTLS implements
// it, with the SHA instructions of 64-bit ARM cores that have them. It has no code for those of x86-64, so
// that code is here. The rest of the program uses hash.h.
// Thread safety: pure; any thread may call all functions.

#include <array>
#include <cstddef>
#include <cstdint>

namespace crypto {

using Sha256State = std::array<std::uint32_t, 8>;
using Sha256Compress = void (*)(Sha256State& state, const unsigned char* bytes, std::size_t blocks);

Sha256Compress sha256_compress_portable();
Sha256Compress select_sha256_compress();  // the fastest one on this CPU, detected once

}  // namespace crypto
