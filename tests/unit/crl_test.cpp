// SPDX-License-Identifier: MIT
#include "crypto/crl.h"

#include <doctest/doctest.h>

using crypto::CertifiedKey;

// Whether others can read and verify such a list, and what else stands in it, tests/tls/check asks openssl.

TEST_CASE("revocation: a list is good for as long as its authority, also beyond 2049") {
  constexpr std::int64_t from = 1'769'335'200;  // 2026-01-25 10:00:00
  const auto holds = [](std::int64_t until, const std::string& time) {
    const std::string list =
        crypto::create_crl(crypto::create_ca("ExpoBox box 12ab", {from, until}, {"box.local"}));
    return list.find(
               "\x17\x0d"
               "260125100000Z" +
               time) != std::string::npos;
  };
  CHECK(holds(2'524'607'999,
              "\x17\x0d"
              "491231235959Z"));
  CHECK(holds(2'524'608'000,
              "\x18\x0f"
              "20500101000000Z"));
  CHECK_FALSE(holds(2'524'608'000,
                    "\x17\x0d"
                    "500101000000Z"));
}

TEST_CASE("revocation: a certificate names its list, with all the URLs and no others") {
  const std::vector<std::string> urls = {"http://10.0.0.7:8000/ca.crl", "http://box.local:8000/ca.crl"};
  const CertifiedKey authority = crypto::create_ca("ExpoBox box 12ab", {0, 86'400}, {"box.local"});
  const CertifiedKey named = crypto::issue_certificate(authority, {"box.local"}, {0, 86'400}, "", urls);
  const CertifiedKey unnamed = crypto::issue_certificate(authority, {"box.local"}, {0, 86'400}, "");
  CHECK(crypto::has_crl_url(named.certificate, urls));
  CHECK_FALSE(crypto::has_crl_url(named.certificate, {urls[0]}));
  CHECK_FALSE(crypto::has_crl_url(named.certificate, {urls[1], urls[0]}));
  CHECK_FALSE(crypto::has_crl_url(unnamed.certificate, urls));
  CHECK(crypto::is_issued_by(named.certificate, authority.certificate));
  CHECK(crypto::parse_certificate(named.certificate).hosts == std::vector<std::string>{"box.local"});
}
