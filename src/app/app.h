// SPDX-License-Identifier: MIT
#pragma once

// The server with all its parts. Members are declared in order of dependency.
// Thread safety: start() and stop() belong to one thread.
// Crash safety: a crash leaves what store/ and media/ guarantee.

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/audit_trail.h"
#include "api/context/context.h"
#include "api/context/upload_locks.h"
#include "api/request/idempotency.h"
#include "api/routes.h"
#include "app/certificates.h"
#include "app/clock_saver.h"
#include "app/janitor.h"
#include "config/config.h"
#include "data/data_folder.h"
#include "mdns/responder.h"
#include "monitor/drive_alerts.h"

namespace app {

// Returns the configured number of PBKDF2 rounds, else the number calibrated when the database was first
// used.
std::uint32_t password_rounds(const Config& config, store::Database& engine);

// Assigns new ids from the range of the configured box number. Logs tables whose ids already belong to
// another server, and a failed write.
void apply_box_number(const Config& config, store::Database& engine);

class App {
 public:
  // begin_again requests a stop and a new App on the same folder; any thread may call it.
  // Throws: CommandError, store::SchemaTooNew, store::ForeignSchema, store::StorageError, base::DiskError.
  explicit App(
      const Config& config, std::function<void()> begin_again = [] {});
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  void start();  // serves requests when it returns; throws http::ListenError
  void stop();   // finishes the requests in progress first
  // Applies the settings that may change at run time: the limits, the rate limit, the allowed hosts.
  void reconfigure(const Config& config);
  // Returns false if the writer thread is overloaded; a storage error counts as an answer. Blocks until it
  // answers. Any thread may call.
  bool is_responsive();
  std::uint16_t port() const { return server_.port(); }
  std::string name() const { return responder_.name(); }         // "expobox.local"; "" while there is none
  std::uint16_t tls_port() const { return server_.tls_port(); }  // 0: HTTPS is off
  // The URL for users at this address: HTTPS if plain HTTP is off or redirects.
  std::string url_at(const std::string& address) const;
  bool is_plain() const { return http_ == PlainHttp::on; }
  // URLs for creating the first administrator, one per address; empty if there is an administrator.
  const std::vector<std::string>& first_run_links() const { return first_run_links_; }

 private:
  http::Response answer(http::Request& request);
  std::optional<http::Response> answer_before_routing(const http::Request& request) const;
  http::Response dispatch(http::Request& request);
  std::vector<Chore> chores();
  void add_metrics();
  std::int64_t unfinished_uploads();
  std::optional<std::string> first_run_code();
  void tell_first_run(const std::string& code);
  void tell_authority_change();
  void tell_addresses();
  std::string name_here() const;
  mdns::Responder::Callbacks mdns_callbacks();
  std::vector<std::string> txt_records();
  api::Context context(const Config& config);
  http::ServerOptions server_options(const Config& config);
  api::TlsInfo secure() const;
  std::string page_url_for(std::string_view client) const;

  const std::string listens_on_;
  const PlainHttp http_;
  DataFolder folder_;
  base::Descriptor lock_;
  base::BoxClock clock_;
  ClockSaver clock_saver_;
  std::optional<TlsCertificates> certificates_;  // empty: HTTPS is off
  const bool stopped_cleanly_;
  store::SqliteEngine engine_;
  api::AuditedEngine audited_{engine_};
  media::FileStore library_;
  auth::PasswordHasher passwords_;
  const std::string folder_key_;  // "" if the key is configured
  auth::JwtSigner signer_;
  base::RateLimiter accounts_, written_, addresses_, wrong_logins_, wrong_by_address_;
  base::AddressScore sign_ins_;
  base::TextCache lists_;
  base::MemoryBudget memory_;
  base::Metrics metrics_;
  api::BackupState backups_;
  api::Activity activity_;
  base::HostSensors sensors_;
  api::AlertMonitor alerts_;
  api::DriveAlerts drive_alerts_;
  api::RestoreState restores_;
  api::JobQueue jobs_;
  api::RuntimeSettings settings_;
  api::ActiveUploads uploads_;
  api::UploadLocks upload_locks_;
  api::Context context_;
  http::Router router_;
  http::Server server_;
  Janitor janitor_;
  mdns::Responder responder_;
  std::vector<std::string> first_run_links_;
  std::mutex told_mutex_;
  std::vector<std::string> told_hosts_;  // as in ADDRESS.txt, like told_fingerprint_
  std::string told_fingerprint_;
};

}  // namespace app
