// SPDX-License-Identifier: MIT
#include "crypto/certificate.h"

#include <doctest/doctest.h>

#include "crypto/tls.h"

using crypto::Certified;

namespace {

constexpr std::int64_t from = 1'769'335'200, until = from + 86'400 * 397 - 1;
const std::vector<std::string> hosts = {"box.local", "localhost", "10.0.0.7", "::1"};

const Certified& authority() {
  static const Certified made = crypto::make_authority("ExpoBox box 12ab", {from - 1, until + 1});
  return made;
}

}  // namespace

TEST_CASE("certificate: it is for these names and addresses, and for this time") {
  const Certified leaf = crypto::issue(authority(), hosts, {from, until}, "");
  const crypto::Facts facts = crypto::facts_of(leaf.certificate);
  CHECK(facts.hosts == hosts);
  CHECK(facts.validity == crypto::Validity{from, until});
  CHECK(facts.name == "O=ExpoBox, CN=box.local");
  CHECK(crypto::facts_of(authority().certificate).name == "O=ExpoBox, CN=ExpoBox box 12ab");
}

TEST_CASE("certificate: only its authority has issued it") {
  const Certified leaf = crypto::issue(authority(), hosts, {from, until}, "");
  const Certified other = crypto::make_authority("ExpoBox box 12ab", {from - 1, until + 1});
  CHECK(crypto::is_issued_by(leaf.certificate, authority().certificate));
  CHECK_FALSE(crypto::is_issued_by(leaf.certificate, other.certificate));
}

TEST_CASE("certificate: another by the same key is another") {
  const Certified one = crypto::issue(authority(), hosts, {from, until}, "");
  const Certified two = crypto::issue(authority(), {"localhost"}, {from, until}, one.key);
  CHECK(one.key == two.key);
  CHECK(crypto::fingerprint(one.certificate) != crypto::fingerprint(two.certificate));
  CHECK(crypto::fingerprint(one.certificate).size() == 95);
  CHECK_NOTHROW(crypto::TlsContext(two.certificate + authority().certificate, one.key));
}

TEST_CASE("certificate: what cannot be served with is refused") {
  const Certified leaf = crypto::issue(authority(), hosts, {from, until}, "");
  CHECK_THROWS_WITH_AS(crypto::TlsContext(leaf.certificate, authority().key),
                       "the key does not belong to the certificate", crypto::BadCertificate);
  CHECK_THROWS_AS(crypto::TlsContext("rubbish", leaf.key), crypto::BadCertificate);
  CHECK_THROWS_AS(crypto::TlsContext(leaf.certificate, leaf.certificate), crypto::BadCertificate);
  CHECK_THROWS_AS(crypto::TlsContext(leaf.certificate.substr(0, 200), leaf.key), crypto::BadCertificate);
  std::string chain;
  while (chain.size() < 30'000) chain += leaf.certificate;
  CHECK_THROWS_AS(crypto::TlsContext(chain, leaf.key), crypto::BadCertificate);
}
