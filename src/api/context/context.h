// SPDX-License-Identifier: MIT
#pragma once

// The components that handlers use. app/ creates them, and all workers share them.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/active_uploads.h"
#include "api/context/background_jobs.h"
#include "api/context/runtime_settings.h"
#include "auth/jwt.h"
#include "auth/password_hasher.h"
#include "base/address_score.h"
#include "base/clock.h"
#include "base/host/sensors.h"
#include "base/memory_budget.h"
#include "base/metrics.h"
#include "base/rate_limiter.h"
#include "base/text_cache.h"
#include "drives/drive_status.h"
#include "media/file_store.h"
#include "monitor/activity.h"
#include "monitor/alerts.h"
#include "store/engine/database.h"

namespace api {

class UploadLocks;  // defined in upload_locks.h

struct RequestLimits {
  std::uint64_t text_bytes = 2 << 20;  // a JSON or urlencoded body; all text fields of a multipart body
};

// The inputs of a backup, besides the media library.
struct BackupState {
  std::string database;
  std::string copies;  // the folder for copies of the database
  std::atomic<bool> taken{false};
};

// The inputs of a restore through the API.
struct RestoreState {
  std::string data;  // the data folder
  std::function<void()>
      begin_again;  // stops and restarts the server soon; clients that ask can still read the result first
  std::atomic<bool> taken{false};
};

// The HTTPS endpoint.
struct TlsInfo {
  std::uint16_t port = 0;   // 0: HTTPS is off
  std::string fingerprint;  // SHA-256 of the server's CA, or of the operator's certificate
  std::string authority;    // PEM; "" with an operator's certificate
  std::string revocations;  // the CRL of that CA, DER; "" with an operator's certificate
};

// The answer to captive portal probes: see api/captive_portal.h.
enum class CaptivePortal {
  off,     // the URLs do not exist
  portal,  // "sign in first" with the server's page, which devices open on their own
  online,  // "success": devices stay in a network without internet access
};

struct Context {
  const base::Clock& clock;
  store::Database& store;
  const media::FileStore& library;
  auth::PasswordHasher& passwords;
  const auth::JwtSigner& signer;
  base::RateLimiter& accounts;          // requests by account
  base::RateLimiter& written;           // bytes of rows by account
  base::RateLimiter& addresses;         // requests by address, for callers without a token
  base::RateLimiter& wrong_logins;      // wrong passwords by account and address, wrong codes by address
  base::RateLimiter& wrong_by_address;  // wrong passwords by address, for any account
  base::AddressScore& sign_ins;         // right and wrong passwords by address; orders the queue
  base::TextCache& lists;               // responses, keyed by everything they depend on
  base::MemoryBudget& memory;           // memory held by all requests
  const base::Metrics& metrics;
  BackupState& backups;
  Activity& activity;    // recent activity
  AlertMonitor& alerts;  // alerts for administrators
  const base::HostSensors& sensors;
  std::string configuration;  // for a support bundle; does not identify the owner
  RestoreState& restores;
  JobQueue& jobs;
  RuntimeSettings& settings;
  ActiveUploads& uploads;
  UploadLocks& upload_locks;
  RequestLimits limits;
  std::function<void(base::UnixSeconds)> set_clock;         // durable on return; throws base::DiskError
  std::function<std::vector<std::string>()> box_addresses;  // where the server is reached, as in a URL
  std::function<std::string()> box_name;    // the server's name in the network; "" if it has none
  std::function<void()> on_first_run_done;  // deletes the file with the one-time link
  CaptivePortal portal = CaptivePortal::off;
  // The page's URL, with the server's address nearest to this client.
  std::function<std::string(std::string_view client)> page_url_for;
  std::function<TlsInfo()> tls_info = [] { return TlsInfo(); };
  base::DriveFolders drives = {};                  // of the machine
  std::vector<std::string_view> route_words = {};  // of the URLs in the route table: route_words()
};

}  // namespace api
