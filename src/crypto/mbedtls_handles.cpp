// SPDX-License-Identifier: MIT
#include "crypto/mbedtls_handles.h"

#include <mbedtls/oid.h>
#include <mbedtls/pem.h>

#include <array>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/mbedtls_init.h"
#include "crypto/tls.h"

namespace crypto {
namespace {

constexpr std::size_t key_id_bytes = 20;
constexpr const char* begin_certificate = "-----BEGIN CERTIFICATE-----";
constexpr const char* end_certificate = "-----END CERTIFICATE-----";

// mbedTLS recognises PEM by the zero at the end.
const unsigned char* raw(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.c_str());
}

bool holds(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

// mbedTLS cannot parse name constraints, and rejects critical extensions that it cannot parse. The
// constraints bind verifiers; the server verifies only its own certificates.
constexpr mbedtls_x509_crt_ext_cb_t pass_name_constraints = [](void*, const mbedtls_x509_crt*,
                                                               const mbedtls_x509_buf* oid, int,
                                                               const unsigned char*, const unsigned char*) {
  const bool known = MBEDTLS_OID_CMP(MBEDTLS_OID_NAME_CONSTRAINTS, oid) == 0;
  return known ? 0 : MBEDTLS_ERR_X509_INVALID_EXTENSIONS;
};

struct Pem {
  mbedtls_pem_context context{};
  Pem() { mbedtls_pem_init(&context); }
  Pem(const Pem&) = delete;
  Pem& operator=(const Pem&) = delete;
  ~Pem() { mbedtls_pem_free(&context); }
};

void need_certificate(int code) {
  if (code != 0) throw CertificateError(CryptoError("the certificate cannot be read", code).what());
}

}  // namespace

std::size_t CertificateChain::encoded_size() const {
  constexpr std::size_t framing = 5;  // the length before each, and in TLS 1.3 the empty extensions after it
  std::size_t sum = 0;
  for (const mbedtls_x509_crt* at = &first; at != nullptr; at = at->next) sum += at->raw.len + framing;
  return sum;
}

void parse_pem(const std::string& text, CertificateChain& chain) {
  std::size_t at = text.find(begin_certificate);
  if (at == text.npos) throw CertificateError("there is no PEM certificate in it");
  for (; at != text.npos; at = text.find(begin_certificate, at)) {
    Pem pem;
    std::size_t read = 0;
    need_certificate(mbedtls_pem_read_buffer(&pem.context, begin_certificate, end_certificate, raw(text) + at,
                                             nullptr, 0, &read));
    constexpr int copied = 1;
    std::size_t size = 0;
    const unsigned char* der = mbedtls_pem_get_buffer(&pem.context, &size);
    need_certificate(mbedtls_x509_crt_parse_der_with_ext_cb(&chain.first, der, size, copied,
                                                            pass_name_constraints, nullptr));
    at += read;
  }
}

void parse_pem(const std::string& text, PrivateKey& key) {
  if (holds(text, "ENCRYPTED")) throw CertificateError("the key is locked by a password");
  const std::size_t at = text.find("-----BEGIN ");
  if (at == std::string::npos || !holds(text, "PRIVATE KEY-----"))
    throw CertificateError("there is no PEM key in it");
  ensure_initialized();
  const int failed =
      mbedtls_pk_parse_key(&key.context, raw(text), text.size() + 1, nullptr, 0, mbedtls_rng, nullptr);
  if (failed != 0) throw CertificateError(CryptoError("the key cannot be read", failed).what());
}

// RFC 7093 §2, method 1: SHA-256, truncated to the length of SHA-1.
std::string key_id(const mbedtls_pk_context& key) {
  std::array<unsigned char, 1024> room{};
  unsigned char* at = room.data() + room.size();
  const int length = mbedtls_pk_write_pubkey(&at, room.data(), &key);
  if (length < 0) check(length, "the key cannot be named");
  return sha256({reinterpret_cast<const char*>(at), static_cast<std::size_t>(length)})
      .substr(0, key_id_bytes);
}

}  // namespace crypto
