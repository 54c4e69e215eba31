// SPDX-License-Identifier: MIT
#pragma once

// Certificates and keys as mbedTLS holds them, how they are read and what a key is called. For crypto/ alone:
// certificate.h and tls.h are what the rest of the program uses. One thread's at a time while they are read.

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <string>

namespace crypto {

// A certificate, and those that came behind it.
struct CertificateChain {
  mbedtls_x509_crt first{};
  CertificateChain() { mbedtls_x509_crt_init(&first); }
  CertificateChain(const CertificateChain&) = delete;
  CertificateChain& operator=(const CertificateChain&) = delete;
  ~CertificateChain() { mbedtls_x509_crt_free(&first); }
  std::size_t encoded_size() const;  // of all, as they are sent
};

struct PrivateKey {
  mbedtls_pk_context context{};
  PrivateKey() { mbedtls_pk_init(&context); }
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey() { mbedtls_pk_free(&context); }
};

// Every certificate, or the first key, of a text that may hold both. Throw CertificateError.
void parse_pem(const std::string& text, CertificateChain& chain);
void parse_pem(const std::string& text, PrivateKey& key);

// What certificates and lists call a key.
std::string key_id(const mbedtls_pk_context& key);

}  // namespace crypto
