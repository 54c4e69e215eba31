// SPDX-License-Identifier: MIT
#pragma once

// The inside of SHA-256 (FIPS 180-4 §6.2.2): whole blocks of 64 bytes mixed into a state. mbedTLS does it,
// with the SHA instructions of a 64-bit ARM core where there are some; for those of x86-64 it has no code, so
// we have it here. hash.h is what the rest of the program uses. Pure; any thread may call.

#include <array>
#include <cstddef>
#include <cstdint>

namespace crypto {

using Sha256State = std::array<std::uint32_t, 8>;
using Sha256Compress = void (*)(Sha256State& state, const unsigned char* bytes, std::size_t blocks);

Sha256Compress sha256_compress_portable();
Sha256Compress select_sha256_compress();  // on this machine; asked once, at the start

}  // namespace crypto
