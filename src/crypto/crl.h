// SPDX-License-Identifier: MIT
#pragma once

// Creates the revocation list of a CA (RFC 5280 §5), and the certificate extension that says where it is.
// Some clients, such as those that use Windows' Schannel, reject certificates without a list.
// Thread safety: pure apart from random numbers; any thread may call all functions.
// Throws: CryptoError and CertificateError where noted.

#include <string>
#include <vector>

#include "crypto/certificate.h"

namespace crypto {

// Returns an empty list in DER. The CA's key is stored beside the server's key: if one is stolen, both are,
// and the CA must be removed from trust stores. The list never changes, so it is valid for the whole lifetime of the
// CA. The server's clock plays no part. If it were years behind, clients would find the list expired; if it
// were ahead, not yet valid. Throws CryptoError, CertificateError.
std::string create_crl(const CertifiedKey& authority);

// The value of the CRL distribution points extension. All of these URLs, in their order, lead to the same
// list.
std::string crl_distribution_points(const std::vector<std::string>& urls);
// Whether the certificate has this extension. Throws CertificateError.
bool has_crl_url(const std::string& certificate, const std::vector<std::string>& urls);
bool names_any_list(const std::string& certificate);  // throws CertificateError

}  // namespace crypto
