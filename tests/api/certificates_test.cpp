// SPDX-License-Identifier: MIT
#include "app/certificates.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/files.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "crypto/name_constraints.h"
#include "support/fake_clock.h"
#include "support/temp_folder.h"

namespace {

using support::FakeClock;

constexpr std::int64_t day = 86'400;
constexpr std::uint16_t plain_port = 8000;

// What a box has of it, on a data folder and a clock of its own.
struct Shown {
  support::TempFolder temporary;
  app::DataFolder folder{temporary / "data"};
  FakeClock clock;
  app::Config config;

  Shown() {
    config.tls = true;
    config.server.address = "127.0.0.1";
    config.server.port = plain_port;
  }
  app::TlsCertificates begin() { return {config, folder, clock}; }
  std::string kept() const { return base::read_file(folder.certificate_file()).value_or(""); }
  std::string authority() const { return base::read_file(folder.authority_file()).value_or(""); }
  std::string key() const { return kept().substr(0, kept().find("-----BEGIN CERTIFICATE")); }
  crypto::CertificateInfo facts() const { return crypto::parse_certificate(kept()); }
  std::int64_t days() const { return (facts().validity.until - facts().validity.from + 1) / day; }
  bool is_for(const std::string& host) const { return std::ranges::count(facts().hosts, host) == 1; }
};

}  // namespace

TEST_CASE(
    "certificates: of a clock nobody vouches for, good from the program's date on, for as long as may be") {
  Shown shown;
  shown.clock.set_now(base::earliest_plausible());
  shown.clock.set_source(base::ClockSource::unset);
  const app::TlsCertificates certificates = shown.begin();
  CHECK(shown.facts().validity.from == base::earliest_plausible());
  CHECK(shown.days() == 730);
}

TEST_CASE("certificates: another once the clock is trusted, while the former goes on where it is in use") {
  Shown shown;
  shown.clock.set_now(base::earliest_plausible());
  shown.clock.set_source(base::ClockSource::unset);
  app::TlsCertificates certificates = shown.begin();
  const std::string guessed = shown.kept(), key = shown.key();
  const auto former = certificates.context();
  certificates.renew_if_needed();
  CHECK(shown.kept() == guessed);
  CHECK(certificates.context() == former);

  shown.clock.set_now(base::earliest_plausible() + 200 * day);
  shown.clock.set_source(base::ClockSource::administrator);
  certificates.renew_if_needed();
  CHECK(shown.facts().validity.from == shown.clock.now() - day);
  CHECK(shown.days() == 397);
  CHECK(shown.key() == key);
  CHECK(certificates.context() != former);
  CHECK(former.use_count() == 1);  // of sessions alone, if there are any
}

TEST_CASE("certificates: another before the end of one") {
  Shown shown;
  app::TlsCertificates certificates = shown.begin();
  const std::string first = shown.kept();
  shown.clock.advance(365 * day);
  certificates.renew_if_needed();
  CHECK(shown.kept() == first);
  shown.clock.advance(2 * day);
  certificates.renew_if_needed();
  CHECK(shown.kept() != first);
  CHECK(shown.facts().validity.from == shown.clock.now() - day);
}

TEST_CASE("certificates: for the hosts a box answers to, also for those it is told of while it runs") {
  Shown shown;
  app::TlsCertificates certificates = shown.begin();
  CHECK(shown.is_for("127.0.0.1"));
  CHECK_FALSE(shown.is_for("fair.example"));
  certificates.reload({"fair.example"});
  CHECK(shown.is_for("fair.example"));
  CHECK(shown.is_for("127.0.0.1"));
  certificates.reload({});
  CHECK_FALSE(shown.is_for("fair.example"));
}

TEST_CASE("certificates: one that names no list, or names it elsewhere, is replaced") {
  Shown shown;
  shown.config.server.port = 0;
  {
    app::TlsCertificates certificates = shown.begin();
    const std::string unnamed = shown.kept();
    CHECK(unnamed.size() > 100);
    certificates.set_plain_port(plain_port);
    CHECK(shown.kept() != unnamed);
  }
  const std::string authority = base::read_file(shown.folder.authority_file()).value();
  const std::string named = shown.kept();
  shown.begin();
  CHECK(shown.kept() == named);  // any free port may be the same again

  const crypto::CertifiedKey of_old =
      crypto::issue_certificate({authority, authority}, shown.facts().hosts, shown.facts().validity, named);
  base::write_atomically(shown.folder.certificate_file(), of_old.key + of_old.certificate);
  shown.config.server.port = plain_port;
  shown.begin();
  const std::string id = base::hex(crypto::sha256(crypto::to_der(authority))).substr(0, 16);
  const std::string url = "http://127.0.0.1:8000/ca.crl?of=" + id;
  CHECK(crypto::to_der(shown.kept()).find(url) != std::string::npos);
}

TEST_CASE("certificates: the authority is for this box and private networks alone, and for two years") {
  Shown shown;
  shown.config.allowed_hosts = {"fair.example", ".fair.test", "*"};
  const app::TlsCertificates certificates = shown.begin();
  const std::string authority = certificates.authority();
  const crypto::Validity validity = crypto::parse_certificate(authority).validity;
  CHECK((validity.until - validity.from + 1) / day == 730);
  CHECK(crypto::permits(authority, shown.facts().hosts));
  CHECK(crypto::permits(authority, {"expobox.local", "expobox-2.local", "localhost", "fair.example"}));
  CHECK(crypto::permits(authority, {"10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.9.9", "127.0.0.1",
                                    "::1", "fd00::7", "fe80::7"}));
  for (const char* foreign : {"example.com", "fair.test", "local", "8.8.8.8", "172.32.0.1", "2001:db8::1"}) {
    CHECK_MESSAGE(!crypto::permits(authority, {foreign}), foreign);
  }
}

TEST_CASE(
    "certificates: an authority is renewed before it ends, by its key, and the former goes on being shown") {
  Shown shown;
  app::TlsCertificates certificates = shown.begin();
  const std::string first = certificates.authority(), fingerprint = certificates.fingerprint();
  shown.clock.advance(668 * day);
  certificates.renew_if_needed();
  CHECK(certificates.fingerprint() == fingerprint);
  CHECK(certificates.take_authority_change() == app::TlsCertificates::Change::none);
  CHECK(shown.facts().validity.until <= crypto::parse_certificate(first).validity.until);
  shown.clock.advance(2 * day);
  certificates.renew_if_needed();
  CHECK(certificates.fingerprint() != fingerprint);
  CHECK(certificates.take_authority_change() == app::TlsCertificates::Change::renewed);
  CHECK(certificates.take_authority_change() == app::TlsCertificates::Change::none);
  CHECK(crypto::is_issued_by(shown.kept(), first));
  const auto all = crypto::certificates_in(shown.authority());
  REQUIRE(all.size() == 2);
  CHECK(all[0] == certificates.authority());
  CHECK(all[1] == first);

  const std::string renewed = shown.authority();
  CHECK(shown.begin().fingerprint() == certificates.fingerprint());
  CHECK(shown.authority() == renewed);
  shown.clock.advance(671 * day);  // the first one has ended
  certificates.renew_if_needed();
  CHECK(crypto::certificates_in(shown.authority()).size() == 2);
  CHECK(shown.authority().find(first) == std::string::npos);
}

TEST_CASE("certificates: an authority is renewed for a host it may not certify, and not for one less") {
  Shown shown;
  app::TlsCertificates certificates = shown.begin();
  const std::string first = certificates.authority();
  certificates.reload({"fair.example"});
  const std::string second = certificates.authority();
  CHECK(second != first);
  CHECK(crypto::permits(second, {"fair.example"}));
  CHECK(shown.is_for("fair.example"));
  CHECK(certificates.take_authority_change() == app::TlsCertificates::Change::renewed);
  certificates.reload({});
  CHECK_FALSE(shown.is_for("fair.example"));
  CHECK(certificates.authority() == second);
  for (const char* name : {"one.example", "two.example", "three.example"}) certificates.reload({name});
  CHECK(crypto::certificates_in(shown.authority()).size() == 3);  // no chain without end
}
