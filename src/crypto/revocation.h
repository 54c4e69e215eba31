// SPDX-License-Identifier: MIT
#pragma once

// The list of what an authority has revoked (RFC 5280 §5), and how a certificate says where it is. There are
// clients that take no certificate without having read such a list: programs on Windows' own TLS. Pure but
// for chance; any thread may call.

#include <string>
#include <vector>

#include "crypto/certificate.h"

namespace crypto {

// DER, and empty: the authority's key lies beside the server's, so whoever has to revoke the one has lost
// both, and then people are to trust the authority no more. As it never changes it is good for the
// authority's own time, of which no date is told by the box's clock: that may be years behind its clients',
// to whom a list of its making would be out of date, or years before a trusted one, to whom they would be too
// early. Throws LibraryError, BadCertificate.
std::string revocation_list(const Certified& authority);

// The value of a certificate's extension: all of these URLs, in their order, lead to the one list.
std::string distribution_point(const std::vector<std::string>& urls);
// Whether it has this extension. Throws BadCertificate.
bool names_list_at(const std::string& certificate, const std::vector<std::string>& urls);

}  // namespace crypto
