// SPDX-License-Identifier: MIT
#pragma once

// Encodes ASN.1 values in DER (X.690 §10), where mbedTLS has no function for it. For crypto/ only.
// Thread safety: pure; any thread may call all functions.
// Throws: CryptoError.

#include <mbedtls/asn1.h>

#include <string>
#include <string_view>

namespace crypto {

inline constexpr int der_sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
inline constexpr int der_context = MBEDTLS_ASN1_CONTEXT_SPECIFIC;  // plus a tag number
inline constexpr int der_context_constructed = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED;

std::string der(int tag, std::string_view value);  // tag, length and value

// An IP address as in certificates, 4 or 16 bytes; "" if the text is none.
std::string packed_address(const std::string& text);

}  // namespace crypto
