// SPDX-License-Identifier: MIT
#pragma once

// The list of what an authority has revoked (RFC 5280 §5), and how a certificate says where it is. There are
// clients that take no certificate without having read such a list: programs on Windows' own TLS. Pure but
// for chance; any thread may call.

#include <string>
#include <vector>

#include "crypto/certificate.h"

namespace crypto {

// DER, and empty: the authority's key lies beside the server's, so whoever loses the one has lost both, and
// then people are to trust the authority no more. As it never changes, it is good from the first to the last
// day of the authority. The box's clock has no say in it: a box that is years behind would make lists that
// have run out for its clients, and one that is ahead such as are not good yet. Throws LibraryError,
// CertificateError.
std::string create_crl(const CertifiedKey& authority);

// The value of a certificate's extension: all of these URLs, in their order, lead to the one list.
std::string crl_distribution_points(const std::vector<std::string>& urls);
// Whether it has this extension. Throws CertificateError.
bool has_crl_url(const std::string& certificate, const std::vector<std::string>& urls);
bool names_any_list(const std::string& certificate);  // throws CertificateError

}  // namespace crypto
