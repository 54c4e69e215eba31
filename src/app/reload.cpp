// SPDX-License-Identifier: MIT
#include "app/reload.h"

#include <algorithm>
#include <array>
#include <exception>
#include <string>
#include <string_view>

#include "app/app.h"
#include "base/log.h"

namespace app {
namespace {

constexpr std::array<std::string_view, 7> may_change = {
    "log-level",   "rate-limit",  "allowed-hosts", "allowed-origins",
    "image-limit", "video-limit", "files-limit"};

void take(Config& running, const Config& read) {
  running.log_level = read.log_level;
  running.requests_per_minute = read.requests_per_minute;
  running.allowed_hosts = read.allowed_hosts;
  running.allowed_origins = read.allowed_origins;
  running.media.image_bytes = read.media.image_bytes;
  running.media.video_bytes = read.media.video_bytes;
  running.files = read.files;
}

// Both contain the whole table, in its order.
void tell_changes(std::vector<EffectiveSetting>& running, const std::vector<EffectiveSetting>& read) {
  for (std::size_t at = 0; at < running.size(); ++at) {
    if (running[at].text == read[at].text) continue;
    const Setting& setting = *read[at].setting;
    const std::string key(setting.key);
    if (std::ranges::count(may_change, setting.key) == 0) {
      base::log(base::Level::warning, "app", "a changed setting waits for a restart", {{"setting", key}});
      continue;
    }
    running[at] = read[at];
    base::log(base::Level::info, "app", "a setting has changed", {{"setting", key}, {"to", read[at].text}});
  }
}

}  // namespace

void reload(Configuration& running, const ConfigLoader& reread, App& box) {
  try {
    const Configuration read = reread();
    take(running.config, read.config);
    box.reconfigure(running.config);
    base::set_log_level(running.config.log_level);
    base::log(base::Level::info, "app", "the configuration was read again");
    tell_changes(running.chosen, read.chosen);
  } catch (const std::exception& error) {
    base::log(base::Level::error, "app", "the configuration stays as it was", {{"error", error.what()}});
  }
}

}  // namespace app
