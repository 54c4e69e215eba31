// SPDX-License-Identifier: MIT
#pragma once

// The server's configuration. One table of settings defines the flags (--rate-limit 0), the environment
// variables (EXPOBOX_RATE_LIMIT=0), the configuration file (rate-limit = 0), --help and `expobox config`. A
// flag overrides the environment, which overrides the file, which overrides the default. The only side effect
// is reading the file.
// Throws: CommandError from load_configuration().

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/context/context.h"
#include "base/clock.h"
#include "base/log.h"
#include "config/arguments.h"
#include "drives/drive_status.h"
#include "drives/udev_rule.h"
#include "http/server/server.h"
#include "media/file_store.h"

namespace app {

// What the port for plain HTTP does if HTTPS is on.
enum class PlainHttp {
  on,        // serves everything, like the HTTPS port
  off,       // there is no such port
  redirect,  // redirects requests to HTTPS
};

struct Config {
  std::string data;  // folder
  http::ServerOptions server;
  std::int64_t requests_per_minute = 0;  // per account; 0: no limit
  PlainHttp http = PlainHttp::on;
  bool tls = false;
  std::uint16_t tls_port = 0;
  std::string tls_certificate, tls_key;    // the operator's files; "": the server makes its own
  std::vector<std::string> allowed_hosts;  // besides those always answered; ".x": x and names below; "*": all
  std::vector<std::string> allowed_origins;  // of web pages (CORS); "*": all
  media::Limits media;
  std::uint64_t memory_budget = 0;    // 0: depends on the memory available
  std::size_t files = 0;              // per request
  std::uint32_t password_rounds = 0;  // 0: measured
  std::string jwt_key;                // "": the key in keys/
  base::Level log_level = base::Level::info;
  api::CaptivePortal portal = api::CaptivePortal::off;
  bool mdns = true;                // announces the server's name
  std::string name = "expobox";    // of NAME.local
  std::int64_t box_number = 0;     // determines where ids begin
  std::string described;           // all settings, with only numbers and levels shown, for remote support
  base::HostClock machine = {};    // not a setting: set by tests
  base::DriveFolders drives = {};  // not a setting: EXPOBOX_DRIVE_STATE, EXPOBOX_DRIVE_STATUS
  UdevRule drive_rule = {};        // not a setting: set by tests
};

struct Setting {
  std::string_view key;
  std::string_view value;  // the placeholder in --help
  std::string_view help;
  std::string default_value;
  void (*apply)(Config& config, std::string_view text);  // throws std::invalid_argument: "is not …"
  bool secret = false;
};

std::span<const Setting> settings();

enum class Source { standard, file, environment, flag };

// The value of a setting and its source.
struct EffectiveSetting {
  const Setting* setting = nullptr;
  std::string text;
  Source source = Source::standard;
  std::string where;  // "--rate-limit", "EXPOBOX_RATE_LIMIT", "data/expobox.conf line 3", "default"
};

struct Configuration {
  Config config;
  std::vector<EffectiveSetting> chosen;  // in the order of the table
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);  // of this process

// The file is the one named by --config or EXPOBOX_CONFIG, else expobox.conf in the data folder, if it
// exists. Throws CommandError: usage for a bad flag, config for a bad line or variable.
Configuration load_configuration(const Arguments& arguments, const Environment& environment);

}  // namespace app
