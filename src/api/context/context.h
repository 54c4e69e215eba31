// SPDX-License-Identifier: MIT
#pragma once

// What the handlers work with: the parts of the box, made by app/ and shared by all workers.

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
#include "store/engine/engine.h"

namespace api {

class UploadLocks;  // of upload_locks.h

struct RequestLimits {
  std::uint64_t text_bytes = 2 << 20;  // a JSON or urlencoded body; all text fields of a multipart one
};

// What a backup is made of, beside the library.
struct BackupState {
  std::string database;
  std::string copies;  // the folder for copies of it
  std::atomic<bool> taken{false};
};

// What a restore through the API is made with.
struct RestoreState {
  std::string data;  // the folder
  std::function<void()>
      begin_again;  // the box stops and starts, soon: whoever asks is told how it went first
  std::atomic<bool> taken{false};
};

// What answers by HTTPS.
struct TlsInfo {
  std::uint16_t port = 0;   // 0: nothing
  std::string fingerprint;  // SHA-256 of the box's authority, or of the operator's certificate
  std::string authority;    // PEM; "" where the operator has another
  std::string revocations;  // the authority's list, DER; "" where the operator has another
};

// What is told to those that ask whether a network leads to the internet: api/captive_portal.h.
enum class CaptivePortal {
  off,     // the box knows no such path
  portal,  // "sign in first", at the box's page: phones open it by themselves
  online,  // "all is well": phones stay in a network without internet
};

struct Context {
  const base::Clock& clock;
  store::Database& store;
  const media::FileStore& library;
  auth::PasswordHasher& passwords;
  const auth::JwtSigner& signer;
  base::RateLimiter& accounts;          // requests by account
  base::RateLimiter& written;           // bytes of rows by account
  base::RateLimiter& addresses;         // requests by address, of callers without a token
  base::RateLimiter& wrong_logins;      // wrong passwords by account and address, wrong codes by address
  base::RateLimiter& wrong_by_address;  // wrong passwords for whatever accounts
  base::AddressScore& sign_ins;      // right and wrong passwords by address: who waits behind whom
  base::TextCache& lists;            // answers, by all they depend on
  base::MemoryBudget& memory;        // what requests hold together
  const base::Metrics& metrics;
  BackupState& backups;
  Activity& activity;    // of the day
  AlertMonitor& alerts;  // what administrators are to be told
  const base::HostSensors& sensors;
  std::string configuration;  // for a support bundle: nothing in it says whose box this is
  RestoreState& restores;
  JobQueue& jobs;
  RuntimeSettings& settings;
  ActiveUploads& uploads;
  UploadLocks& upload_locks;
  RequestLimits limits;
  std::function<void(base::UnixSeconds)> set_clock;  // on the drive when it returns; throws base::DiskError
  std::function<std::vector<std::string>()> box_addresses;  // where this box is reached, as in a URL
  std::function<std::string()> box_name;  // the name by which a network finds this box; "" where it has none
  std::function<void()> on_first_run_done;  // what told of the one-time link goes
  CaptivePortal portal = CaptivePortal::off;
  // The page's URL, by the address at which the box is nearest to this client's.
  std::function<std::string(std::string_view client)> page_url_for;
  std::function<TlsInfo()> tls_info = [] { return TlsInfo(); };
  base::DriveFolders drives = {};  // of the machine
  std::vector<std::string_view> route_words = {};  // of the URLs in the table of routes: route_words()
};

}  // namespace api
