// SPDX-License-Identifier: MIT
#pragma once

// How the box is set up. One table of settings, from which the flags (--rate-limit 0), the environment
// (EXPOBOX_RATE_LIMIT=0), the configuration file (rate-limit = 0), --help and `expobox config` are made. A
// flag wins over the environment, that over the file, that over the default. Pure but for reading the file.

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

// What is done at the port of plain HTTP, where HTTPS is on too.
enum class PlainHttp {
  on,        // everything, as at the port of HTTPS
  off,       // there is no such port
  redirect,  // requests are sent on to HTTPS
};

struct Config {
  std::string data;  // folder
  http::ServerOptions server;
  std::int64_t requests_per_minute = 0;  // of an account; 0: no limit
  PlainHttp http = PlainHttp::on;
  bool tls = false;
  std::uint16_t tls_port = 0;
  std::string tls_certificate, tls_key;    // the operator's files; "": of the box's own making
  std::vector<std::string> allowed_hosts;  // beside those always answered; ".x": with names below x; "*": all
  std::vector<std::string> allowed_origins;  // of web pages (CORS); "*": all
  media::Limits media;
  std::uint64_t memory_budget = 0;    // 0: of the memory there is
  std::size_t files = 0;              // in one request
  std::uint32_t password_rounds = 0;  // 0: measured
  std::string jwt_key;                // "": the one in keys/
  base::Level log_level = base::Level::info;
  api::CaptivePortal portal = api::CaptivePortal::off;
  bool mdns = true;                // the box is found by its name
  std::string name = "expobox";    // of NAME.local
  std::int64_t box_number = 0;     // its ids begin there
  std::string described;           // every setting that is a number or a level, for whoever helps from afar
  base::HostClock machine = {};    // no setting: a test's own
  base::DriveFolders drives = {};  // no setting: EXPOBOX_DRIVE_STATE, EXPOBOX_DRIVE_STATUS
  UdevRule drive_rule = {};        // no setting: a test's own
};

struct Setting {
  std::string_view key;
  std::string_view value;  // what stands for it in --help
  std::string_view help;
  std::string default_value;
  void (*apply)(Config& config, std::string_view text);  // throws std::invalid_argument: "is not …"
  bool secret = false;
};

std::span<const Setting> settings();

enum class Source { standard, file, environment, flag };

// What a setting is, and who says so.
struct EffectiveSetting {
  const Setting* setting = nullptr;
  std::string text;
  Source source = Source::standard;
  std::string where;  // "--rate-limit", "EXPOBOX_RATE_LIMIT", "data/expobox.conf line 3", "default"
};

struct Configuration {
  Config config;
  std::vector<EffectiveSetting> chosen;  // in the table's order
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);  // this process's

// The file is the one --config or EXPOBOX_CONFIG names, else expobox.conf in the data folder if there is one.
// Throws CommandError: usage for a bad flag, config for a bad line or variable.
Configuration load_configuration(const Arguments& arguments, const Environment& environment);

}  // namespace app
