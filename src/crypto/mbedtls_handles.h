// SPDX-License-Identifier: MIT
#pragma once

// Certificates and keys as mbedTLS holds them, how they are read and what a key is called. For crypto/ alone:
// certificate.h and tls.h are what the rest of the program uses. One thread's at a time while they are read.

#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <string>

namespace crypto {

// A certificate, and those that came behind it.
struct Chain {
  mbedtls_x509_crt first{};
  Chain() { mbedtls_x509_crt_init(&first); }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;
  ~Chain() { mbedtls_x509_crt_free(&first); }
  std::size_t bytes() const;  // of all, as they are sent
};

struct Key {
  mbedtls_pk_context context{};
  Key() { mbedtls_pk_init(&context); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key() { mbedtls_pk_free(&context); }
};

// Every certificate, or the first key, of a text that may hold both. Throw BadCertificate.
void read_pem(const std::string& text, Chain& chain);
void read_pem(const std::string& text, Key& key);

// What certificates and lists call a key.
std::string key_id(const mbedtls_pk_context& key);

}  // namespace crypto
