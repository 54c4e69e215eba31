// SPDX-License-Identifier: MIT
#pragma once

// Settings that an administrator may change at run time. A stored setting overrides the configuration. A
// limit is read with one atomic load.
// Thread safety: may be called from any thread.
// Crash safety: a change is durable and in effect when update() returns.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/rate_limiter.h"
#include "base/text/json.h"
#include "media/file_store.h"
#include "store/engine/database.h"

namespace api {

struct ConfiguredDefaults {
  std::uint64_t image_bytes = 20'000'000, video_bytes = 500'000'000;
  std::size_t files = 32;                     // per request
  std::int64_t requests_per_minute = 0;       // per account; 0: no limit
  std::int64_t written_bytes_per_minute = 0;  // text and rows per account; 0: no limit
  std::vector<std::string> allowed_hosts = {}, allowed_origins = {};
  std::uint64_t text_bytes = 2 << 20;  // of each body besides its files; not changeable
};

// The components that follow a change.
struct SettingTargets {
  media::FileStore& library;
  base::RateLimiter& accounts;
  base::RateLimiter& written;
  base::RateLimiter& addresses;
  std::int64_t addresses_times = 1;  // the limit of an address as a multiple of an account's
};

// The maximum body sizes: a form's text, plus one file or as many files as a request may have.
struct BodyLimits {
  std::atomic<std::uint64_t> image, video, images, both;
};

using Names = std::shared_ptr<const std::vector<std::string>>;

class RuntimeSettings {
 public:
  // The references must outlive it. Throws store::StorageError.
  RuntimeSettings(store::Database& engine, ConfiguredDefaults configured, SettingTargets changing);

  const BodyLimits& caps() const { return caps_; }
  std::size_t files() const { return files_; }  // per request
  Names allowed_hosts() const;    // besides the names always answered; ".x": x and names below it; "*": all
  Names allowed_origins() const;  // of pages whose requests are answered (api/auth/cors.h); "*": all
  bool allows_origins() const { return allows_origins_; }  // whether there are any
  std::string text(std::string_view key) const;            // any setting, as stored

  void write(base::JsonWriter& json) const;  // writes an array of all settings

  // null restores the default. Changes all or nothing. Throws http::HttpError 400 with errors by field,
  // store::StorageError.
  void update(const base::JsonObject& asked);

  // Replaces the defaults. This takes effect at once for settings that no administrator has changed.
  void set_defaults(ConfiguredDefaults configured);

 private:
  using Texts = std::map<std::string, std::string, std::less<>>;

  std::string default_value(std::string_view key) const;  // requires the mutex
  std::string standard_text(std::string_view key) const;
  std::int64_t number(std::string_view key) const;
  Names names(std::string_view key) const;
  void apply();

  store::Database& engine_;
  const SettingTargets changing_;
  std::mutex one_change_;  // serializes changes
  mutable std::mutex mutex_;
  Texts chosen_;  // settings with a stored value
  Names hosts_, origins_;
  ConfiguredDefaults configured_;
  BodyLimits caps_;
  std::atomic<std::size_t> files_{0};
  std::atomic<bool> allows_origins_{false};
};

}  // namespace api
