// SPDX-License-Identifier: MIT
#include "crypto/name_constraints.h"

#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string_view>

#include "crypto/der.h"
#include "crypto/mbedtls_handles.h"
#include "crypto/tls.h"

namespace crypto {
namespace {

constexpr int dns_name = 2, ip_address = 7;  // GeneralName forms
constexpr int permitted_subtrees = 0;

// An address and a mask of the same length. A single address has a mask of ones.
std::string packed_network(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string address = packed_address(text.substr(0, slash));
  if (address.empty()) return "";
  std::size_t bits = address.size() * 8;
  if (slash < text.size()) std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
  std::string mask;
  for (std::size_t at = 0; at < address.size(); ++at) {
    const std::size_t here = std::min<std::size_t>(bits > at * 8 ? bits - at * 8 : 0, 8);
    mask += static_cast<char>(0xff << (8 - here));
  }
  return address + mask;
}

struct Subtree {
  int form = 0;
  std::string_view value;
};

bool is_at_or_below(std::string_view name, std::string_view base) {
  return name == base ||
         (name.size() > base.size() && name.ends_with(base) && name[name.size() - base.size() - 1] == '.');
}

bool is_in(std::string_view address, std::string_view network) {
  if (network.size() != 2 * address.size()) return false;
  for (std::size_t at = 0; at < address.size(); ++at) {
    if (((address[at] ^ network[at]) & network[at + address.size()]) != 0) return false;
  }
  return true;
}

bool holds(const Subtree& subtree, const std::string& host) {
  const std::string address = packed_address(host);
  if (address.empty()) return subtree.form == dns_name && is_at_or_below(host, subtree.value);
  return subtree.form == ip_address && is_in(address, subtree.value);
}

std::string_view rest_of(const unsigned char* at, const unsigned char* end) {
  return {reinterpret_cast<const char*>(at), static_cast<std::size_t>(end - at)};
}

// Returns the value of the next element, which must have this tag, and removes the element from `text`.
// Throws CertificateError.
std::string_view taken(std::string_view& text, int tag) {
  auto* at = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(text.data()));
  const unsigned char* end = at + text.size();
  std::size_t length = 0;
  if (mbedtls_asn1_get_tag(&at, end, &length, tag) != 0) {
    throw CertificateError("its name constraints cannot be read");
  }
  const std::string_view value = rest_of(at, at + length);
  text = rest_of(at + length, end);
  return value;
}

// The value of the extension in a certificate; empty if it has none. All extensions have been parsed before.
std::string_view constraints_in(const CertificateChain& chain) {
  const std::string oid = der(MBEDTLS_ASN1_OID, MBEDTLS_OID_NAME_CONSTRAINTS);
  std::string_view around = rest_of(chain.first.v3_ext.p, chain.first.v3_ext.p + chain.first.v3_ext.len);
  std::string_view extensions = around.empty() ? around : taken(around, der_sequence);
  while (!extensions.empty()) {
    std::string_view one = taken(extensions, der_sequence);
    if (!one.starts_with(oid)) continue;
    one.remove_prefix(oid.size());
    if (one.front() == MBEDTLS_ASN1_BOOLEAN) taken(one, MBEDTLS_ASN1_BOOLEAN);
    return taken(one, MBEDTLS_ASN1_OCTET_STRING);
  }
  return {};
}

std::vector<Subtree> permitted_in(std::string_view constraints) {
  std::vector<Subtree> found;
  std::string_view all = taken(constraints, der_sequence);
  std::string_view subtrees = taken(all, der_context_constructed | permitted_subtrees);
  while (!subtrees.empty()) {
    std::string_view base = taken(subtrees, der_sequence);
    const int form = static_cast<unsigned char>(base.empty() ? '\0' : base.front()) & ~der_context;
    found.push_back({form, taken(base, der_context | form)});
  }
  return found;
}

}  // namespace

std::string name_constraints(const std::vector<std::string>& permitted) {
  std::string subtrees;
  for (const std::string& host : permitted) {
    const std::string network = packed_network(host);
    subtrees += der(der_sequence, network.empty() ? der(der_context | dns_name, host)
                                                  : der(der_context | ip_address, network));
  }
  return der(der_sequence, der(der_context_constructed | permitted_subtrees, subtrees));
}

bool is_in_networks(const std::string& host, const std::vector<std::string>& networks) {
  const std::string address = packed_address(host);
  return !address.empty() && std::ranges::any_of(networks, [&](const std::string& one) {
    return is_in(address, packed_network(one));
  });
}

bool is_constrained(const std::string& certificate) {
  CertificateChain chain;
  parse_pem(certificate, chain);
  return !constraints_in(chain).empty();
}

bool permits(const std::string& certificate, const std::vector<std::string>& hosts) {
  CertificateChain chain;
  parse_pem(certificate, chain);
  const std::string_view constraints = constraints_in(chain);
  if (constraints.empty()) return false;
  const std::vector<Subtree> permitted = permitted_in(constraints);
  return std::ranges::all_of(hosts, [&](const std::string& host) {
    return std::ranges::any_of(permitted, [&](const Subtree& subtree) { return holds(subtree, host); });
  });
}

}  // namespace crypto
