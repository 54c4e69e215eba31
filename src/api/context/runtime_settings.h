// SPDX-License-Identifier: MIT
#pragma once

// What an administrator may change while the box runs: what the store's settings say, else what the
// configuration does. A change is on the drive and in force when update() returns. Any thread may call; a
// number is one atomic load.

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
#include "store/engine/engine.h"

namespace api {

// The defaults.
struct ConfiguredDefaults {
  std::uint64_t image_bytes = 20'000'000, video_bytes = 500'000'000;
  std::size_t files = 32;                     // in one request
  std::int64_t requests_per_minute = 0;       // of an account; 0: no limit
  std::int64_t written_bytes_per_minute = 0;  // text and rows of an account; 0: no limit
  std::vector<std::string> allowed_hosts = {}, allowed_origins = {};
  std::uint64_t text_bytes = 2 << 20;  // in every body beside its files; not to be changed
};

// What follows a change.
struct SettingTargets {
  media::FileStore& library;
  base::RateLimiter& accounts;
  base::RateLimiter& written;
  base::RateLimiter& addresses;
  std::int64_t addresses_times = 1;  // an address's requests for one of an account's
};

// The most a body may be: a form's text, and beside it one file or as many as a request may have.
struct BodyLimits {
  std::atomic<std::uint64_t> image, video, images, both;
};

using Names = std::shared_ptr<const std::vector<std::string>>;

class RuntimeSettings {
 public:
  // All of them outlive it. Throws store::Failure.
  RuntimeSettings(store::Database& engine, ConfiguredDefaults configured, SettingTargets changing);

  const BodyLimits& caps() const { return caps_; }
  std::size_t files() const { return files_; }  // in one request
  Names allowed_hosts() const;    // names beside those always answered; ".x": with names below x; "*": all
  Names allowed_origins() const;  // of pages whose requests are answered (api/auth/cors.h); "*": all
  bool allows_origins() const { return allows_origins_; }  // whether there are any
  std::string text(std::string_view key) const;            // of any setting, as the store has it

  void write(base::JsonWriter& json) const;  // the array of all

  // null: back to the default. All or nothing. Throws http::Error 400, field by field; store::Failure.
  void update(const base::JsonObject& asked);

  // Other defaults: in force at once where no administrator has chosen something else.
  void set_defaults(ConfiguredDefaults configured);

 private:
  using Texts = std::map<std::string, std::string, std::less<>>;

  std::string default_value(std::string_view key) const;  // under the mutex
  std::string standard_text(std::string_view key) const;
  std::int64_t number(std::string_view key) const;
  Names names(std::string_view key) const;
  void apply();

  store::Database& engine_;
  const SettingTargets changing_;
  std::mutex one_change_;  // at a time
  mutable std::mutex mutex_;
  Texts chosen_;  // those that are no default
  Names hosts_, origins_;
  ConfiguredDefaults configured_;
  BodyLimits caps_;
  std::atomic<std::size_t> files_{0};
  std::atomic<bool> allows_origins_{false};
};

}  // namespace api
