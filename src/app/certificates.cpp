// SPDX-License-Identifier: MIT
#include "app/certificates.h"

#include <algorithm>
#include <utility>

#include "api/request/box_url.h"
#include "base/exit.h"
#include "base/files.h"
#include "base/host/addresses.h"
#include "base/ids.h"
#include "base/log.h"
#include "crypto/crl.h"
#include "crypto/name_constraints.h"
#include "mdns/records.h"

namespace app {
namespace {

constexpr std::int64_t day = 86'400;
constexpr std::int64_t authority_days = 2 * 365;
// Longest lifetimes that browsers and phones accept: in general, and under an authority the user has
// installed.
constexpr std::int64_t days_by_trusted_clock = 397, days_by_guess = 825;
constexpr std::int64_t days_before_end = 30;
constexpr std::int64_t authority_days_before_end = 60;  // so that a certificate always fits in
constexpr std::size_t max_authorities = 3;              // in the chain, including former ones
constexpr std::size_t max_label_length = 30, id_letters = 16;
constexpr unsigned names_tried = 4;  // several servers on one network use NAME-2, NAME-3 …

// RFC 1918, 3927, 4193, 4291: networks of venues, and of no public site.
const std::vector<std::string> private_networks = {
    "10.0.0.0/8",  "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
    "127.0.0.0/8", "fc00::/7",      "fe80::/10",      "::1"};

std::string label_of_this_box() {
  std::string label;
  const std::string name = base::mdns_hostname();
  for (const char c : name.substr(0, name.find('.'))) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') label += c;
  }
  return label.substr(0, max_label_length);
}

std::string required(const std::string& path) {
  if (auto text = base::read_file(path)) return *text;
  throw crypto::CertificateError("there is no such file");
}

}  // namespace

TlsCertificates::TlsCertificates(const Config& config, const DataFolder& folder, const base::Clock& clock)
    : certificate_file_(config.tls_certificate),
      key_file_(config.tls_key.empty() ? config.tls_certificate : config.tls_key),
      listens_on_(config.server.address),
      name_(config.name),
      folder_(folder),
      clock_(clock),
      allowed_hosts_(config.allowed_hosts),
      plain_http_(config.http != PlainHttp::off),
      plain_port_(config.server.port) {
  try {
    if (operators()) {
      load_operator_certificate();
    } else {
      load_or_create_ca();
      load_or_issue();
    }
  } catch (const crypto::CertificateError& bad) {
    const std::string files = operators() ? certificate_file_ + ", " + key_file_ : folder_.authority_file();
    throw CommandError(ExitCode::config, files + ": " + bad.what());
  }
}

std::shared_ptr<const crypto::TlsContext> TlsCertificates::context() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

std::string TlsCertificates::fingerprint() const {
  const std::lock_guard lock(mutex_);
  return fingerprint_;
}

std::string TlsCertificates::authority() const {
  const std::lock_guard lock(mutex_);
  return shown_authority_;
}

std::string TlsCertificates::revocations() const {
  const std::lock_guard lock(mutex_);
  return revocations_;
}

TlsCertificates::Change TlsCertificates::take_authority_change() {
  const std::lock_guard lock(mutex_);
  return std::exchange(change_, Change::none);
}

void TlsCertificates::renew_if_needed() {
  apply_change([] {});
}

void TlsCertificates::reload(std::vector<std::string> allowed_hosts) {
  apply_change([&] {
    allowed_hosts_ = std::move(allowed_hosts);
    if (operators()) load_operator_certificate();
  });
}

void TlsCertificates::set_plain_port(std::uint16_t plain_port) {
  apply_change([&] { plain_port_ = plain_port; });
}

void TlsCertificates::apply_change(const std::function<void()>& change) {
  const std::lock_guard lock(looking_);
  try {
    change();
    if (operators()) return;
    load_or_create_ca();
    load_or_issue();
  } catch (const std::exception& error) {
    base::log(base::Level::error, "tls", "the certificate stays as it was", {{"error", error.what()}});
  }
}

void TlsCertificates::load_operator_certificate() {
  const std::string certificates = required(certificate_file_);
  use(certificates, required(key_file_));
  const std::lock_guard lock(mutex_);
  fingerprint_ = crypto::fingerprint(certificates);
  base::log(base::Level::info, "tls", "the operator's certificate is in use",
            {{"file", certificate_file_}, {"sha256", fingerprint_}});
}

void TlsCertificates::load_or_create_ca() {
  if (authority_.certificate.empty()) {
    const std::string kept = folder_.read(DataFolder::authority_name).value_or("");
    if (kept.empty()) return make_authority();
    use_authority({kept, kept});
  }
  const std::string current = authority();
  if (!crypto::is_constrained(current)) {
    base::log(base::Level::warning, "tls", "the box's authority may certify any host: it is replaced",
              {{"sha256", fingerprint()}});
    make_authority();
    const std::lock_guard lock(mutex_);
    change_ = Change::replaced;
    return;
  }
  const auto [from, until] = crypto::parse_certificate(current).validity;
  const std::int64_t now = clock_.now();
  if (now < from || now + authority_days_before_end * day > until) return renew_authority("its dates");
  if (!crypto::permits(current, hosts())) renew_authority("a host it may not certify");
}

void TlsCertificates::make_authority() {
  const std::string label = label_of_this_box();
  const std::string name = "ExpoBox " + (label.empty() ? "" : label + " ") + base::random_hex(4);
  const crypto::CertifiedKey made = crypto::create_ca(name, authority_validity(), permitted());
  base::create_folders(base::parent_path(folder_.authority_file()));
  base::write_atomically(folder_.authority_file(), made.key + made.certificate);
  use_authority(made);
  base::log(base::Level::info, "tls", "the box has made its own authority",
            {{"name", name}, {"sha256", fingerprint()}});
}

void TlsCertificates::renew_authority(const char* why) {
  crypto::CertifiedKey made = crypto::renew_authority(authority_, authority_validity(), permitted());
  std::size_t shown = 1;
  for (const std::string& former : crypto::certificates_in(authority_.certificate)) {
    if (crypto::parse_certificate(former).validity.until <= clock_.now()) continue;
    if (++shown <= max_authorities) made.certificate += former;
  }
  base::write_atomically(folder_.authority_file(), made.key + made.certificate);
  use_authority(std::move(made));
  base::log(base::Level::warning, "tls", "the box has renewed its authority, by the same key",
            {{"why", why}, {"sha256", fingerprint()}});
  const std::lock_guard lock(mutex_);
  if (change_ == Change::none) change_ = Change::renewed;
}

void TlsCertificates::use_authority(crypto::CertifiedKey authority) {
  const std::vector<std::string> all = crypto::certificates_in(authority.certificate);
  if (all.empty()) throw crypto::CertificateError("there is no PEM certificate in it");
  std::string list = crypto::create_crl({all.front(), authority.key});
  std::string fingerprint = crypto::fingerprint(all.front());
  std::string certificates;
  for (const std::string& one : all) certificates += one;
  authority_ = {std::move(certificates), std::move(authority.key)};
  own_.clear();  // makes load_or_issue() send the new authority along
  const std::lock_guard lock(mutex_);
  shown_authority_ = all.front();
  revocations_ = std::move(list);
  fingerprint_ = std::move(fingerprint);
}

// Reuses the private key for every certificate. A certificate in use was issued by this authority; one on
// disk may not have been.
void TlsCertificates::load_or_issue() {
  const std::vector<std::string> wanted = hosts();
  const bool in_use = !own_.empty();
  std::string kept = in_use ? own_ : folder_.read(DataFolder::certificate_name).value_or("");
  if (is_current(kept, wanted) && (in_use || crypto::is_issued_by(kept, authority_.certificate))) {
    if (in_use) return;
  } else {
    kept = issued(wanted, kept);
    base::write_atomically(folder_.certificate_file(), kept);
  }
  use(kept + authority_.certificate, kept);
  own_ = std::move(kept);
}

std::string TlsCertificates::issued(const std::vector<std::string>& hosts, const std::string& key) const {
  const crypto::Validity valid = validity();
  crypto::CertifiedKey made;
  try {
    made = crypto::issue_certificate(authority_, hosts, valid, key, lists());
  } catch (const crypto::CertificateError&) {  // the key is unreadable
    made = crypto::issue_certificate(authority_, hosts, valid, "", lists());
  }
  base::log(base::Level::info, "tls", "the box has issued itself a certificate",
            {{"until", base::iso_time(valid.until)}});
  return made.key + made.certificate;
}

std::vector<std::string> TlsCertificates::hosts() const {
  std::vector<std::string> names, addresses;
  const auto add = [](std::vector<std::string>& to, const std::string& host) {
    if (!host.empty() && std::ranges::count(to, host) == 0) to.push_back(host);
  };
  add(names, base::mdns_hostname());
  for (unsigned number = 1; number <= names_tried; ++number)
    add(names, mdns::with_suffix(name_, number) + ".local");
  add(names, "localhost");
  for (const std::string& host : allowed_hosts_) {
    if (host != "*" && !host.starts_with('.') && !base::is_ip_address(host)) add(names, host);
  }
  for (const std::string& address : base::urls_for_listener(listens_on_)) {
    add(addresses, std::string(base::strip_brackets(address)));
  }
  add(addresses, "127.0.0.1");
  add(addresses, "::1");
  names.insert(names.end(), addresses.begin(), addresses.end());
  return names;
}

// URLs of the revocation list, which is empty and served over plain HTTP. Browsers, phones, Java, .NET and
// OpenSSL do not fetch it by default. Windows' own TLS (its curl, Git) does, and rejects a certificate
// without a URL just like one whose list it cannot fetch. A URL therefore harms no client, and helps all that
// reach the plain port. Addresses come first, because not every client resolves names; loopback ones appear
// only if there are no others. Clients cache a list by its URL, and two servers at two fairs may share an
// address, so the URL names the authority.
std::vector<std::string> TlsCertificates::lists() const {
  if (!plain_http_ || plain_port_ == 0) return {};
  std::vector<std::string> found = base::urls_for_listener(listens_on_);
  if (found.size() > 1) std::erase_if(found, base::is_loopback);
  if (const std::string name = base::mdns_hostname(); !name.empty()) found.push_back(name);
  const std::string rest =
      ":" + std::to_string(plain_port_) + "/ca.crl?of=" + api::pin(fingerprint()).substr(0, id_letters);
  for (std::string& host : found) host = "http://" + host + rest;
  return found;
}

std::vector<std::string> TlsCertificates::permitted() const {
  std::vector<std::string> all = private_networks;
  for (const std::string& host : hosts()) {
    if (!crypto::is_in_networks(host, private_networks)) all.push_back(host);
  }
  return all;
}

// A guessed time, if wrong, is behind the true time. The period then starts as early as possible.
crypto::Validity TlsCertificates::authority_validity() const {
  const std::int64_t from =
      clock_.trusted() ? clock_.now() - day
                       : std::max(base::earliest_plausible(), clock_.now() - authority_days / 2 * day);
  return {from, from + authority_days * day - 1};
}

// As authority_validity(), but within the authority's period.
crypto::Validity TlsCertificates::validity() const {
  const crypto::Validity above = crypto::parse_certificate(authority()).validity;
  const bool trusted = clock_.trusted();
  const std::int64_t days = trusted ? days_by_trusted_clock : days_by_guess;
  const std::int64_t from = std::max(trusted ? clock_.now() - day : above.from, above.from);
  return {from, std::min(from + days * day - 1, above.until)};
}

bool TlsCertificates::is_current(const std::string& certificate,
                                 const std::vector<std::string>& hosts) const {
  try {
    const crypto::CertificateInfo facts = crypto::parse_certificate(certificate);
    const std::int64_t now = clock_.now();
    const auto [from, until] = facts.validity;
    if (!plain_http_ && crypto::names_any_list(certificate)) return false;
    if (plain_http_ && plain_port_ != 0 && !crypto::has_crl_url(certificate, lists())) return false;
    const crypto::Validity above = crypto::parse_certificate(authority()).validity;
    if (from < above.from || until > above.until) return false;
    if (facts.hosts != hosts || now < from || now + days_before_end * day > until) return false;
    return !clock_.trusted() || until - from <= days_by_trusted_clock * day;
  } catch (const crypto::CertificateError&) {
    return false;
  }
}

void TlsCertificates::use(const std::string& certificates, const std::string& key) {
  auto context = std::make_shared<const crypto::TlsContext>(certificates, key);
  const std::lock_guard lock(mutex_);
  context_ = std::move(context);
}

}  // namespace app
