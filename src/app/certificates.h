// SPDX-License-Identifier: MIT
#pragma once

// Provides the TLS certificate: the operator's, or one issued by the server's own authority. The server's own
// is reissued when names or addresses change, before it expires, and when the clock becomes trusted.
// The authority is limited to the server's names and private addresses, and lasts two years. It is renewed
// with the same key; former certificates stay in the chain while valid, for clients that trust or pin them.
// An unlimited authority of an earlier version is replaced, key and all.
// Thread safety: any thread may call.
// Crash safety: tls-authority.pem and tls.pem in keys/ (readable by the owner only) are replaced atomically.

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
  // Throws: CommandError (config) if the files of the operator or the authority are unusable,
  // base::DiskError, crypto::CryptoError.
  TlsCertificates(const Config& config, const DataFolder& folder, const base::Clock& clock);

  std::shared_ptr<const crypto::TlsContext> context() const;
  // Own certificate: issues a new one if the current one no longer fits. This and the two functions below log
  // a failure and keep what is in use.
  void renew_if_needed();
  // Own certificate: adds these hosts. Operator's certificate: reads the files again.
  void reload(std::vector<std::string> allowed_hosts);
  // Sets the port of plain HTTP, if any free one was chosen. Until then certificates name no revocation list.
  void set_plain_port(std::uint16_t plain_port);

  // Of the authority, or of the operator's certificate.
  std::string fingerprint() const;
  std::string authority() const;    // PEM; "" if the operator supplies a certificate
  std::string revocations() const;  // DER; "" if there is no authority
  // Returns how the authority changed since the last call. renewed: with the same key.
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
  // looking_ guards the members from here to own_. Former authorities follow the current one.
  crypto::CertifiedKey authority_;
  std::vector<std::string> allowed_hosts_;
  const bool plain_http_;     // clients fetch the revocation list over it
  std::uint16_t plain_port_;  // 0: not known yet
  std::string own_;           // key and certificate in use
  mutable std::mutex mutex_;
  std::string fingerprint_, shown_authority_, revocations_;
  Change change_ = Change::none;
  std::shared_ptr<const crypto::TlsContext> context_;
};

}  // namespace app
