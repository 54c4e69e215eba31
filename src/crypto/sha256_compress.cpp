// SPDX-License-Identifier: MIT
#define MBEDTLS_ALLOW_PRIVATE_ACCESS  // for the state in the context
#include "crypto/sha256_compress.h"

#include <mbedtls/sha256.h>

#include <algorithm>
#include <stdexcept>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace crypto {
namespace {

void blocks_by_mbedtls(Sha256State& state, const unsigned char* bytes, std::size_t blocks) {
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  std::copy(state.begin(), state.end(), context.state);
  for (; blocks > 0; --blocks, bytes += 64) {
    if (mbedtls_internal_sha256_process(&context, bytes) != 0) throw std::runtime_error("SHA-256 failed");
  }
  std::copy_n(context.state, state.size(), state.begin());
  mbedtls_sha256_free(&context);
}

#if defined(__x86_64__)

// FIPS 180-4 §4.2.2.
alignas(16) constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

bool has_sha_instructions() {
  constexpr unsigned ssse3 = 1U << 9, sse41 = 1U << 19, sha = 1U << 29;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || (ecx & ssse3) == 0 || (ecx & sse41) == 0) return false;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & sha) != 0;
}

// The halves of a state as the instructions expect them: a b e f and c d g h, from the highest 32 bits down.
struct Halves {
  __m128i abef, cdgh;
};

[[gnu::target("sha,sse4.1,ssse3")]] inline Halves load(const Sha256State& state) {
  const auto* const from = reinterpret_cast<const __m128i*>(state.data());
  const __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(from), 0xb1);
  const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(from + 1), 0x1b);
  return {_mm_alignr_epi8(badc, efgh, 8), _mm_blend_epi16(efgh, badc, 0xf0)};
}

[[gnu::target("sha,sse4.1,ssse3")]] inline void store(const Halves& halves, Sha256State& state) {
  auto* const to = reinterpret_cast<__m128i*>(state.data());
  const __m128i feba = _mm_shuffle_epi32(halves.abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(halves.cdgh, 0xb1);
  _mm_storeu_si128(to, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(to + 1, _mm_alignr_epi8(dchg, feba, 8));
}

// Rounds 4 × group … 4 × group + 3.
[[gnu::target("sha,sse4.1,ssse3")]] inline void four_rounds(Halves& halves, __m128i words,
                                                            std::size_t group) {
  const auto* const constants = reinterpret_cast<const __m128i*>(round_constants.data());
  const __m128i sum = _mm_add_epi32(words, _mm_load_si128(constants + group));
  halves.cdgh = _mm_sha256rnds2_epu32(halves.cdgh, halves.abef, sum);
  halves.abef = _mm_sha256rnds2_epu32(halves.abef, halves.cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

[[gnu::target("sha,sse4.1,ssse3")]] void blocks_by_instructions(Sha256State& state,
                                                                const unsigned char* bytes,
                                                                std::size_t blocks) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  Halves halves = load(state);
  for (; blocks > 0; --blocks, bytes += 64) {
    const Halves before = halves;
    const auto* const from = reinterpret_cast<const __m128i*>(bytes);
    __m128i words[4];
    for (std::size_t group = 0; group < 4; ++group) {
      words[group] = _mm_shuffle_epi8(_mm_loadu_si128(from + group), big_endian);
      four_rounds(halves, words[group], group);
    }
    for (std::size_t group = 4; group < 16; ++group) {
      __m128i next = _mm_sha256msg1_epu32(words[0], words[1]);
      next = _mm_add_epi32(next, _mm_alignr_epi8(words[3], words[2], 4));
      next = _mm_sha256msg2_epu32(next, words[3]);
      four_rounds(halves, next, group);
      words[0] = words[1];
      words[1] = words[2];
      words[2] = words[3];
      words[3] = next;
    }
    halves.abef = _mm_add_epi32(halves.abef, before.abef);
    halves.cdgh = _mm_add_epi32(halves.cdgh, before.cdgh);
  }
  store(halves, state);
}

#endif

}  // namespace

Sha256Compress sha256_compress_portable() { return blocks_by_mbedtls; }

Sha256Compress select_sha256_compress() {
#if defined(__x86_64__)
  static const bool has = has_sha_instructions();
  if (has) return blocks_by_instructions;
#endif
  return blocks_by_mbedtls;
}

}  // namespace crypto
