// SPDX-License-Identifier: MIT
#pragma once

// A value of ASN.1 as DER writes it (X.690 §10), for what mbedTLS has no function for. For crypto/ alone.
// Pure; any thread may call. Throws LibraryError.

#include <mbedtls/asn1.h>

#include <string>
#include <string_view>

namespace crypto {

inline constexpr int der_sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
inline constexpr int der_context = MBEDTLS_ASN1_CONTEXT_SPECIFIC;  // and a number
inline constexpr int der_context_constructed = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED;

std::string der(int tag, std::string_view value);  // the value behind its tag and length

// An address as certificates have it: 4 or 16 bytes; "" of what is none.
std::string packed_address(const std::string& text);

}  // namespace crypto
