// SPDX-License-Identifier: MIT
#include "app/certificates.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "support/fake_clock.h"
#include "support/temp_folder.h"

namespace {

using support::FakeClock;

constexpr std::int64_t day = 86'400;
constexpr std::uint16_t plain_port = 8000;

// What a box has of it, on a data folder and a clock of its own.
struct Shown {
  support::TempFolder temporary;
  app::Folder folder{temporary / "data"};
  FakeClock clock;
  app::Config config;

  Shown() {
    config.tls = true;
    config.server.address = "127.0.0.1";
    config.server.port = plain_port;
  }
  app::Certificates begin() { return {config, folder, clock}; }
  std::string kept() const { return base::read_file(folder.certificate_file()).value_or(""); }
  std::string key() const { return kept().substr(0, kept().find("-----BEGIN CERTIFICATE")); }
  crypto::Facts facts() const { return crypto::facts_of(kept()); }
  std::int64_t days() const { return (facts().validity.until - facts().validity.from + 1) / day; }
  bool is_for(const std::string& host) const { return std::ranges::count(facts().hosts, host) == 1; }
};

}  // namespace

TEST_CASE(
    "certificates: of a clock nobody vouches for, good from the program's date on, for as long as may be") {
  Shown shown;
  shown.clock.set_now(base::earliest_plausible());
  shown.clock.set_source(base::ClockSource::unset);
  const app::Certificates certificates = shown.begin();
  CHECK(shown.facts().validity.from == base::earliest_plausible());
  CHECK(shown.days() == 825);
}

TEST_CASE("certificates: another once the clock is trusted, while the former goes on where it is in use") {
  Shown shown;
  shown.clock.set_now(base::earliest_plausible());
  shown.clock.set_source(base::ClockSource::unset);
  app::Certificates certificates = shown.begin();
  const std::string guessed = shown.kept(), key = shown.key();
  const auto former = certificates.context();
  certificates.look();
  CHECK(shown.kept() == guessed);
  CHECK(certificates.context() == former);

  shown.clock.set_now(base::earliest_plausible() + 200 * day);
  shown.clock.set_source(base::ClockSource::administrator);
  certificates.look();
  CHECK(shown.facts().validity.from == shown.clock.now() - day);
  CHECK(shown.days() == 397);
  CHECK(shown.key() == key);
  CHECK(certificates.context() != former);
  CHECK(former.use_count() == 1);  // of sessions alone, if there are any
}

TEST_CASE("certificates: another before the end of one") {
  Shown shown;
  app::Certificates certificates = shown.begin();
  const std::string first = shown.kept();
  shown.clock.advance(365 * day);
  certificates.look();
  CHECK(shown.kept() == first);
  shown.clock.advance(2 * day);
  certificates.look();
  CHECK(shown.kept() != first);
  CHECK(shown.facts().validity.from == shown.clock.now() - day);
}

TEST_CASE("certificates: for the hosts a box answers to, also for those it is told of while it runs") {
  Shown shown;
  app::Certificates certificates = shown.begin();
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
    app::Certificates certificates = shown.begin();
    const std::string unnamed = shown.kept();
    CHECK(unnamed.size() > 100);
    certificates.answers_at(plain_port);
    CHECK(shown.kept() != unnamed);
  }
  const std::string authority = base::read_file(shown.folder.authority_file()).value();
  const std::string named = shown.kept();
  shown.begin();
  CHECK(shown.kept() == named);  // any free port may be the same again

  const crypto::Certified of_old =
      crypto::issue({authority, authority}, shown.facts().hosts, shown.facts().validity, named);
  base::write_atomically(shown.folder.certificate_file(), of_old.key + of_old.certificate);
  shown.config.server.port = plain_port;
  shown.begin();
  const std::string id = base::hex(crypto::sha256(crypto::der_of(authority))).substr(0, 16);
  const std::string url = "http://127.0.0.1:8000/ca.crl?of=" + id;
  CHECK(crypto::der_of(shown.kept()).find(url) != std::string::npos);
}
