// SPDX-License-Identifier: MIT
#pragma once

// What the box shows of itself over TLS: the operator's certificate, or one of the box's own making, under an
// authority that is made once and stays. The own one is issued anew when the box's addresses have changed,
// when it nears its end, and when the clock has come to be trusted. Any thread may call.
//
// In keys/ of the data folder: tls-authority.pem and tls.pem, each a key with its certificate in one file
// that is replaced whole: a crash leaves the old or the new one. Only the owner may read them.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/folder.h"
#include "base/clock.h"
#include "crypto/certificate.h"
#include "crypto/tls.h"

namespace app {

class Certificates {
 public:
  // Throws Stop (config: the operator's files, or the authority's, cannot be used), base::DiskError,
  // crypto::LibraryError.
  Certificates(const Config& config, const Folder& folder, const base::Clock& clock);

  std::shared_ptr<const crypto::TlsContext> context() const;
  // Own: whether it still fits, else another; the operator's: read again if `again`. A failure is logged and
  // leaves what there is in use.
  void look(bool again = false);

  // Of the authority, or of the operator's certificate.
  std::string fingerprint() const;
  std::string authority() const;  // PEM; "" where the operator has another

 private:
  bool operators() const { return !certificate_file_.empty(); }
  void read_operators();
  void find_authority();
  void find_own();
  std::string issued(const std::vector<std::string>& hosts, const std::string& key) const;
  std::vector<std::string> hosts() const;
  crypto::Validity validity() const;
  bool fits(const std::string& certificate, const std::vector<std::string>& hosts) const;
  void use(const std::string& certificates, const std::string& key);

  const std::string certificate_file_, key_file_, listens_on_, name_;
  const std::vector<std::string> allowed_hosts_;
  const Folder& folder_;
  const base::Clock& clock_;
  crypto::Certified authority_;  // never changes once it is there
  std::mutex looking_;
  std::string own_;  // key and certificate in use; theirs who look
  mutable std::mutex mutex_;
  std::string fingerprint_;
  std::shared_ptr<const crypto::TlsContext> context_;
};

}  // namespace app
