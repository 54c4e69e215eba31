// SPDX-License-Identifier: MIT
#pragma once

// Owns mbedTLS certificates and keys, parses them and derives key identifiers. For crypto/ only: the rest of
// the program uses certificate.h and tls.h.
// Thread safety: one thread at a time while an object is parsed.
// Throws: CertificateError where noted.

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <string>

namespace crypto {

// A certificate, and those that follow it.
struct CertificateChain {
  mbedtls_x509_crt first{};
  CertificateChain() { mbedtls_x509_crt_init(&first); }
  CertificateChain(const CertificateChain&) = delete;
  CertificateChain& operator=(const CertificateChain&) = delete;
  ~CertificateChain() { mbedtls_x509_crt_free(&first); }
  std::size_t encoded_size() const;  // of all certificates, as sent
};

struct PrivateKey {
  mbedtls_pk_context context{};
  PrivateKey() { mbedtls_pk_init(&context); }
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey() { mbedtls_pk_free(&context); }
};

// Parse every certificate, or the first key, of a text that may hold both. Both throw CertificateError.
void parse_pem(const std::string& text, CertificateChain& chain);
void parse_pem(const std::string& text, PrivateKey& key);

// The identifier of a key in certificates and revocation lists.
std::string key_id(const mbedtls_pk_context& key);

}  // namespace crypto
