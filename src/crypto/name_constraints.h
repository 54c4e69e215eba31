// SPDX-License-Identifier: MIT
#pragma once

// Name constraints (RFC 5280 §4.2.1.10): for which hosts an authority may certify servers. A host is a DNS
// name, which stands for those below it too, an address, or a network ("10.0.0.0/8"). Pure; any thread may
// call.

#include <string>
#include <vector>

namespace crypto {

// The value of a certificate's extension that permits these hosts and no others. Throws LibraryError.
std::string name_constraints(const std::vector<std::string>& permitted);

// Whether a certificate has the extension, and by it may stand above one for all of these hosts. Throw
// CertificateError.
bool is_constrained(const std::string& certificate);
bool permits(const std::string& certificate, const std::vector<std::string>& hosts);

// Whether it is an address in one of these; a name is in none.
bool is_in_networks(const std::string& host, const std::vector<std::string>& networks);

}  // namespace crypto
