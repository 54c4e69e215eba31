// SPDX-License-Identifier: MIT
#include "crypto/crl.h"

#include <mbedtls/oid.h>

#include <array>
#include <cstdio>

#include "crypto/der.h"
#include "crypto/hash.h"
#include "crypto/mbedtls_handles.h"
#include "crypto/mbedtls_init.h"
#include "crypto/tls.h"

namespace crypto {
namespace {

constexpr int sequence = der_sequence, in_context = der_context, around_it = der_context_constructed;
constexpr int url = in_context | 6;           // a GeneralName: URI
constexpr int first_generalized_year = 2050;  // RFC 5280 §4.1.2.5
const std::string second_version = "\x02\x01\x01";
const std::string list_number = "\x02\x01\x01";  // the list never changes

std::string time(const mbedtls_x509_time& at) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d%02d%02d%02d%02d%02dZ", at.year, at.mon, at.day, at.hour,
                at.min, at.sec);
  if (at.year >= first_generalized_year) return der(MBEDTLS_ASN1_GENERALIZED_TIME, text.data());
  return der(MBEDTLS_ASN1_UTC_TIME, text.data() + 2);
}

std::string extension(const char* which, const std::string& value) {
  return der(sequence, der(MBEDTLS_ASN1_OID, which) + der(MBEDTLS_ASN1_OCTET_STRING, value));
}

std::string signature(PrivateKey& key, const std::string& text) {
  std::array<unsigned char, MBEDTLS_PK_SIGNATURE_MAX_SIZE> room{};
  std::size_t size = 0;
  const std::string hash = sha256(text);
  check(mbedtls_pk_sign(&key.context, MBEDTLS_MD_SHA256, reinterpret_cast<const unsigned char*>(hash.data()),
                        hash.size(), room.data(), room.size(), &size, mbedtls_rng, nullptr),
        "the list of what is revoked cannot be signed");
  return {reinterpret_cast<const char*>(room.data()), size};
}

}  // namespace

std::string create_crl(const CertifiedKey& authority) {
  ensure_initialized();
  CertificateChain chain;
  PrivateKey key;
  parse_pem(authority.certificate, chain);
  parse_pem(authority.key, key);
  if (mbedtls_pk_can_do(&key.context, MBEDTLS_PK_ECDSA) == 0)
    throw CertificateError("the authority's key is not an ECDSA one");
  const mbedtls_x509_crt& issuer = chain.first;
  const std::string algorithm = der(sequence, der(MBEDTLS_ASN1_OID, MBEDTLS_OID_ECDSA_SHA256));
  const std::string extensions =
      extension(MBEDTLS_OID_AUTHORITY_KEY_IDENTIFIER, der(sequence, der(in_context, key_id(key.context)))) +
      extension(MBEDTLS_OID_CRL_NUMBER, list_number);
  const std::string list =
      der(sequence,
          second_version + algorithm +
              std::string(reinterpret_cast<const char*>(issuer.subject_raw.p), issuer.subject_raw.len) +
              time(issuer.valid_from) + time(issuer.valid_to) + der(around_it, der(sequence, extensions)));
  const std::string no_spare_bits(1, '\0');
  return der(sequence, list + algorithm + der(MBEDTLS_ASN1_BIT_STRING, no_spare_bits + signature(key, list)));
}

std::string crl_distribution_points(const std::vector<std::string>& urls) {
  std::string names;
  for (const std::string& one : urls) names += der(url, one);
  return der(sequence, der(sequence, der(around_it, der(around_it, names))));
}

bool has_crl_url(const std::string& certificate, const std::vector<std::string>& urls) {
  const std::string wanted = extension(MBEDTLS_OID_CRL_DISTRIBUTION_POINTS, crl_distribution_points(urls));
  return to_der(certificate).find(wanted) != std::string::npos;
}

bool names_any_list(const std::string& certificate) {
  return to_der(certificate).find(MBEDTLS_OID_CRL_DISTRIBUTION_POINTS) != std::string::npos;
}

}  // namespace crypto
