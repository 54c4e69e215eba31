// SPDX-License-Identifier: MIT
#include "crypto/pem.h"

#include <array>

#include "crypto/hash.h"
#include "crypto/library.h"
#include "crypto/tls.h"

namespace crypto {
namespace {

constexpr std::size_t key_id_bytes = 20;

// The library takes the zero at the end for a sign that it is PEM.
const unsigned char* raw(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.c_str());
}

bool holds(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

}  // namespace

std::size_t Chain::bytes() const {
  constexpr std::size_t framing = 5;  // the length before each, and in 1.3 that of no extensions behind it
  std::size_t sum = 0;
  for (const mbedtls_x509_crt* at = &first; at != nullptr; at = at->next) sum += at->raw.len + framing;
  return sum;
}

void read_pem(const std::string& text, Chain& chain) {
  if (!holds(text, "-----BEGIN CERTIFICATE-----")) throw BadCertificate("there is no PEM certificate in it");
  const int unread = mbedtls_x509_crt_parse(&chain.first, raw(text), text.size() + 1);
  if (unread < 0) throw BadCertificate(LibraryError("the certificate cannot be read", unread).what());
  if (unread > 0) throw BadCertificate(std::to_string(unread) + " of the certificates in it cannot be read");
}

void read_pem(const std::string& text, Key& key) {
  if (holds(text, "ENCRYPTED")) throw BadCertificate("the key is locked by a password");
  const std::size_t at = text.find("-----BEGIN ");
  if (at == std::string::npos || !holds(text, "PRIVATE KEY-----"))
    throw BadCertificate("there is no PEM key in it");
  use_library();
  const int failed = mbedtls_pk_parse_key(&key.context, raw(text), text.size() + 1, nullptr, 0,
                                          random_bytes_of_library, nullptr);
  if (failed != 0) throw BadCertificate(LibraryError("the key cannot be read", failed).what());
}

// RFC 7093 §2, the first way: of SHA-256 as much as SHA-1 would have been.
std::string key_id(const mbedtls_pk_context& key) {
  std::array<unsigned char, 1024> room{};
  unsigned char* at = room.data() + room.size();
  const int length = mbedtls_pk_write_pubkey(&at, room.data(), &key);
  if (length < 0) need(length, "the key cannot be named");
  return sha256({reinterpret_cast<const char*>(at), static_cast<std::size_t>(length)})
      .substr(0, key_id_bytes);
}

}  // namespace crypto
