// SPDX-License-Identifier: MIT
#include "crypto/certificate.h"

#include <doctest/doctest.h>

#include "crypto/name_constraints.h"
#include "crypto/tls.h"

using crypto::CertifiedKey;

namespace {

constexpr std::int64_t from = 1'769'335'200, until = from + 86'400 * 397 - 1;
const std::vector<std::string> permitted = {"box.local", "localhost", "10.0.0.0/8", "::1", "fc00::/7"};
const std::vector<std::string> hosts = {"box.local", "localhost", "10.0.0.7", "::1"};

const CertifiedKey& authority() {
  static const CertifiedKey made = crypto::create_ca("ExpoBox box 12ab", {from - 1, until + 1}, permitted);
  return made;
}

}  // namespace

TEST_CASE("certificate: it is for these names and addresses, and for this time") {
  const CertifiedKey leaf = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  const crypto::CertificateInfo facts = crypto::parse_certificate(leaf.certificate);
  CHECK(facts.hosts == hosts);
  CHECK(facts.validity == crypto::Validity{from, until});
  CHECK(facts.name == "O=ExpoBox, CN=box.local");
  CHECK(crypto::parse_certificate(authority().certificate).name == "O=ExpoBox, CN=ExpoBox box 12ab");
}

TEST_CASE("certificate: only its authority has issued it") {
  const CertifiedKey leaf = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  const CertifiedKey other = crypto::create_ca("ExpoBox box 12ab", {from - 1, until + 1}, permitted);
  CHECK(crypto::is_issued_by(leaf.certificate, authority().certificate));
  CHECK_FALSE(crypto::is_issued_by(leaf.certificate, other.certificate));
}

TEST_CASE("certificate: another by the same key is another") {
  const CertifiedKey one = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  const CertifiedKey two = crypto::issue_certificate(authority(), {"localhost"}, {from, until}, one.key);
  CHECK(one.key == two.key);
  CHECK(crypto::fingerprint(one.certificate) != crypto::fingerprint(two.certificate));
  CHECK(crypto::fingerprint(one.certificate).size() == 95);
  CHECK_NOTHROW(crypto::TlsContext(two.certificate + authority().certificate, one.key));
}

TEST_CASE("certificate: what cannot be served with is refused") {
  const CertifiedKey leaf = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  CHECK_THROWS_WITH_AS(crypto::TlsContext(leaf.certificate, authority().key),
                       "the key does not belong to the certificate", crypto::CertificateError);
  CHECK_THROWS_AS(crypto::TlsContext("rubbish", leaf.key), crypto::CertificateError);
  CHECK_THROWS_AS(crypto::TlsContext(leaf.certificate, leaf.certificate), crypto::CertificateError);
  CHECK_THROWS_AS(crypto::TlsContext(leaf.certificate.substr(0, 200), leaf.key), crypto::CertificateError);
  std::string chain;
  while (chain.size() < 30'000) chain += leaf.certificate;
  CHECK_THROWS_AS(crypto::TlsContext(chain, leaf.key), crypto::CertificateError);
}

TEST_CASE(
    "certificate: an authority permits its hosts, what is below them and in their networks, and no others") {
  const std::string& certificate = authority().certificate;
  CHECK(crypto::is_constrained(certificate));
  CHECK(crypto::permits(certificate, hosts));
  for (const char* good : {"booth.box.local", "10.255.0.1", "fc12::1", "fdff::1", "::1"}) {
    CHECK_MESSAGE(crypto::permits(certificate, {good}), good);
  }
  for (const char* bad : {"example.com", "inbox.local", "local", "11.0.0.1", "9.255.255.255", "::2",
                          "fe00::1", "2001:db8::1", "::ffff:10.0.0.7"}) {
    CHECK_MESSAGE(!crypto::permits(certificate, {bad}), bad);
    CHECK_FALSE(crypto::permits(certificate, {"box.local", bad}));
  }
  const CertifiedKey leaf = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  CHECK_FALSE(crypto::is_constrained(leaf.certificate));
  CHECK_FALSE(crypto::permits(leaf.certificate, hosts));
}

TEST_CASE("certificate: a mask may end within a byte") {
  const CertifiedKey made = crypto::create_ca("ExpoBox 12ab", {from, until}, {"172.16.0.0/12"});
  CHECK(crypto::permits(made.certificate, {"172.16.0.1", "172.31.255.255"}));
  CHECK_FALSE(crypto::permits(made.certificate, {"172.32.0.1"}));
  CHECK_FALSE(crypto::permits(made.certificate, {"172.15.255.255"}));
}

TEST_CASE("certificate: a renewed authority has issued what the former has, and the other way round") {
  const CertifiedKey renewed = crypto::renew_authority(authority(), {from, until + 1000}, {"fair.example"});
  CHECK(renewed.key == authority().key);
  CHECK(crypto::fingerprint(renewed.certificate) != crypto::fingerprint(authority().certificate));
  CHECK(crypto::parse_certificate(renewed.certificate).name ==
        crypto::parse_certificate(authority().certificate).name);
  CHECK(crypto::permits(renewed.certificate, {"fair.example"}));
  const CertifiedKey before = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  const CertifiedKey after = crypto::issue_certificate(renewed, {"fair.example"}, {from, until}, "");
  CHECK(crypto::is_issued_by(before.certificate, renewed.certificate));
  CHECK(crypto::is_issued_by(after.certificate, authority().certificate));
}

TEST_CASE("certificate: those of a text, beside keys") {
  const CertifiedKey leaf = crypto::issue_certificate(authority(), hosts, {from, until}, "");
  const std::string text = leaf.key + leaf.certificate + authority().certificate;
  CHECK(crypto::certificates_in(text) == std::vector{leaf.certificate, authority().certificate});
  CHECK(crypto::certificates_in(leaf.key).empty());
}
