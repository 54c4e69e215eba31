// SPDX-License-Identifier: MIT
#pragma once

// Creates the server's own certificates: a certificate authority (CA) that people may choose to trust, and a
// server certificate below it. ECDSA with P-256; serial numbers are random.
// Thread safety: pure apart from random numbers; any thread may call all functions.
// Throws: CryptoError and CertificateError where noted.

#include <cstdint>
#include <string>
#include <vector>

namespace crypto {

struct Validity {
  std::int64_t from = 0, until = 0;  // Unix seconds
  friend bool operator==(const Validity&, const Validity&) = default;
};

// PEM texts, each with a newline at the end.
struct CertifiedKey {
  std::string certificate, key;
};

// Creates a CA that can certify servers for the permitted hosts (name_constraints.h), but no other CA. Throws
// CryptoError.
CertifiedKey create_ca(const std::string& name, Validity validity, const std::vector<std::string>& permitted);
// Creates another certificate for the key and name of a CA. A client that trusts the former one accepts
// certificates issued under the new one, within the validity and permitted hosts of the former. Throws
// CryptoError, CertificateError.
CertifiedKey renew_authority(const CertifiedKey& authority, Validity validity,
                             const std::vector<std::string>& permitted);

// Creates a server certificate for these names and addresses, at least one, with `key` or, if that is "", a
// new key. lists: URLs of the CA's revocation list, if the certificate is to name it. Throws CryptoError,
// CertificateError.
CertifiedKey issue_certificate(const CertifiedKey& authority, const std::vector<std::string>& hosts,
                               Validity validity, const std::string& key,
                               const std::vector<std::string>& lists = {});

struct CertificateInfo {
  std::string name;                // the subject, "CN=…"
  std::vector<std::string> hosts;  // names first, then addresses, as in the certificate
  Validity validity;
};
CertificateInfo parse_certificate(const std::string& certificate);  // throws CertificateError

// Whether the key of this CA has signed the certificate. Throws CertificateError.
bool is_issued_by(const std::string& certificate, const std::string& authority);

// All certificates in a text that may hold several, and keys. Pure.
std::vector<std::string> certificates_in(const std::string& text);

std::string to_der(const std::string& certificate);  // throws CertificateError
// SHA-256 of the first certificate, "AB:12:…" as browsers show it. Throws CertificateError.
std::string fingerprint(const std::string& certificate);

}  // namespace crypto
