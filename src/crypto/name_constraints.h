// SPDX-License-Identifier: MIT
#pragma once

// Name constraints (RFC 5280 §4.2.1.10): the hosts for which a CA may certify servers. A host is a DNS name,
// which includes all names below it, an address, or a network ("10.0.0.0/8").
// Thread safety: pure; any thread may call all functions.
// Throws: CryptoError and CertificateError where noted.

#include <string>
#include <vector>

namespace crypto {

// The value of the certificate extension that permits only these hosts. Throws CryptoError.
std::string name_constraints(const std::vector<std::string>& permitted);

// Whether a certificate has the extension, and whether that permits certificates for all of these hosts. Both
// throw CertificateError.
bool is_constrained(const std::string& certificate);
bool permits(const std::string& certificate, const std::vector<std::string>& hosts);

// Whether `host` is an address in one of these networks. A name is in none.
bool is_in_networks(const std::string& host, const std::vector<std::string>& networks);

}  // namespace crypto
