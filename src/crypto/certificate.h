// SPDX-License-Identifier: MIT
#pragma once

// Certificates of the box's own making: an authority that people may tell their machines to trust, and under
// it one for the names and addresses the box answers at. ECDSA with P-256; serial numbers are random. Pure
// but for chance; any thread may call.

#include <cstdint>
#include <string>
#include <vector>

namespace crypto {

struct Validity {
  std::int64_t from = 0, until = 0;  // Unix seconds
  friend bool operator==(const Validity&, const Validity&) = default;
};

// PEM texts, each with its end of line.
struct CertifiedKey {
  std::string certificate, key;
};

// An authority that can certify servers for the hosts it is permitted (name_constraints.h), and no other
// authority. Throws LibraryError.
CertifiedKey create_ca(const std::string& name, Validity validity, const std::vector<std::string>& permitted);
// Another certificate of its key and name: who trusts the former one takes what is issued under this, for as
// long and for such hosts as the former is good for. Throws LibraryError, BadCertificate.
CertifiedKey renew_authority(const CertifiedKey& authority, Validity validity,
                             const std::vector<std::string>& permitted);

// A server's certificate for these names and addresses, at least one; with the key that is given, or a new
// one for "". lists: URLs of the authority's revocation list, if it is to be named. Throws LibraryError,
// BadCertificate.
CertifiedKey issue_certificate(const CertifiedKey& authority, const std::vector<std::string>& hosts,
                               Validity validity, const std::string& key,
                               const std::vector<std::string>& lists = {});

struct CertificateInfo {
  std::string name;                // what its subject is called, "CN=…"
  std::vector<std::string> hosts;  // names first, then addresses, as they are in the certificate
  Validity validity;
};
CertificateInfo parse_certificate(const std::string& certificate);  // throws BadCertificate

// Whether this authority's key has signed it. Throws BadCertificate.
bool is_issued_by(const std::string& certificate, const std::string& authority);

// Each certificate of a text that may hold several, and keys. Pure.
std::vector<std::string> certificates_in(const std::string& text);

std::string to_der(const std::string& certificate);  // throws BadCertificate
// SHA-256 of the first certificate, "AB:12:…" as browsers show it. Throws BadCertificate.
std::string fingerprint(const std::string& certificate);

}  // namespace crypto
