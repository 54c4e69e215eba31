/* SPDX-License-Identifier: MIT */
#pragma once

/* What is built of mbedTLS, and nothing else. CMakeLists.txt names the source files that go with it. */

#define MBEDTLS_HAVE_ASM
#define MBEDTLS_SHA1_C /* tus clients send checksums of their pieces by it; nothing is kept safe by it */
#define MBEDTLS_SHA256_C

/* The 64-bit ARM cores that have SHA-256 instructions (not Raspberry Pi 3 and 4) are asked at run time. */
#if defined(__aarch64__)
#define MBEDTLS_SHA256_USE_ARMV8_A_CRYPTO_IF_PRESENT
#endif
