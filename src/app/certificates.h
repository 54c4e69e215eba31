// SPDX-License-Identifier: MIT
#pragma once

// What the box shows of itself over TLS: the operator's certificate, or one of the box's own making, under an
// authority of its own. The own one is issued anew when the box's names or addresses have changed, when it
// nears its end, and when the clock has come to be trusted. Any thread may call.
//
// The authority may certify the box's names and private addresses alone, and lasts two years. It is renewed
// before it ends and when the box has a name or address it may not certify, by the same key: who trusts the
// former one, or has pinned it, finds the former among the certificates shown, for as long as that is good.
// One of an earlier version, which may certify any host, is replaced, key and all.
//
// It names the authority's revocation list, which is empty and answered over plain HTTP. Browsers, phones,
// Java, .NET and OpenSSL do not ask for one by themselves. What uses Windows' own TLS (its curl, Git) does,
// and refuses a certificate that names none just as one whose list it cannot get: so naming one harms nobody
// whom its lack would not, and helps all who reach the plain port. Addresses come first, as not everybody
// finds names; and a list is kept under its URL, while two boxes at two fairs may have the same address: so
// the URL says whose list it is.
//
// In keys/ of the data folder: tls-authority.pem and tls.pem, each a key with its certificate in one file
// that is replaced whole: a crash leaves the old or the new one. Only the owner may read them.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "config/config.h"
#include "crypto/certificate.h"
#include "crypto/tls.h"
#include "data/data_folder.h"

namespace app {

class TlsCertificates {
 public:
  // Throws CommandError (config: the operator's files, or the authority's, cannot be used), base::DiskError,
  // crypto::LibraryError.
  TlsCertificates(const Config& config, const DataFolder& folder, const base::Clock& clock);

  std::shared_ptr<const crypto::TlsContext> context() const;
  // Own: whether it still fits, else another. A failure is logged and leaves what there is in use, as with
  // those below.
  void renew_if_needed();
  // Own: for these hosts too; the operator's: read again.
  void reload(std::vector<std::string> allowed_hosts);
  // The port of plain HTTP, where it was any free one: until it is told, no list is named.
  void set_plain_port(std::uint16_t plain_port);

  // Of the authority, or of the operator's certificate.
  std::string fingerprint() const;
  std::string authority() const;    // PEM; "" where the operator has another
  std::string revocations() const;  // DER; "" where there is no authority
  // Whether the authority is another than people were told of; once for each time. renewed: by the same key.
  enum class Change { none, renewed, replaced };
  Change take_authority_change();

 private:
  void apply_change(const std::function<void()>& change);
  bool operators() const { return !certificate_file_.empty(); }
  void load_operator_certificate();
  void load_or_create_ca();
  void make_authority();
  void renew_authority(const char* why);
  void use_authority(crypto::CertifiedKey authority);
  void load_or_issue();
  std::string issued(const std::vector<std::string>& hosts, const std::string& key) const;
  std::vector<std::string> hosts() const;
  std::vector<std::string> lists() const;
  std::vector<std::string> permitted() const;
  crypto::Validity authority_validity() const;
  crypto::Validity validity() const;
  bool is_current(const std::string& certificate, const std::vector<std::string>& hosts) const;
  void use(const std::string& certificates, const std::string& key);

  const std::string certificate_file_, key_file_, listens_on_, name_;
  const DataFolder& folder_;
  const base::Clock& clock_;
  std::mutex looking_;
  crypto::CertifiedKey authority_;  // this and the next three are theirs who look; former ones behind it
  std::vector<std::string> allowed_hosts_;
  const bool plain_http_;     // the revocation list is fetched by it
  std::uint16_t plain_port_;  // 0: not known yet
  std::string own_;           // key and certificate in use
  mutable std::mutex mutex_;
  std::string fingerprint_, shown_authority_, revocations_;
  Change change_ = Change::none;
  std::shared_ptr<const crypto::TlsContext> context_;
};

}  // namespace app
