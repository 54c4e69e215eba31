// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <map>

#include "auth/jwt.h"
#include "base/directory.h"
#include "base/exit.h"
#include "base/files.h"
#include "base/text/text.h"
#include "http/origin.h"
#include "mdns/records.h"
#include "store/box_number.h"

namespace app {
namespace {

[[noreturn]] void refuse(const std::string& reason) { throw std::invalid_argument(reason); }

std::int64_t number(std::string_view text, std::int64_t least, std::int64_t most) {
  const auto value = base::parse_int(text);
  if (value && *value >= least && *value <= most) return *value;
  refuse("is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

std::uint16_t port(std::string_view text) { return static_cast<std::uint16_t>(number(text, 0, 65535)); }

std::uint64_t bytes(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units = {
      {{"", 1}, {"B", 1}, {"KB", 1'000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = base::parse_int(text.substr(0, digits));
  const std::string_view unit = base::trim(text.substr(digits));
  for (const auto& [name, factor] : units) {
    if (count && base::iequals(unit, name) && *count <= std::numeric_limits<std::int64_t>::max() / factor) {
      return static_cast<std::uint64_t>(*count * factor);
    }
  }
  refuse("is not a size like 500KB, 20MB or 1GB");
}

void folder(Config& config, std::string_view text) {
  if (text.empty()) refuse("is no folder");
  config.data = text;
}

// The canonical form of an IP address; nullopt if the text is not one.
std::optional<std::string> address_of(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  std::array<char, INET6_ADDRSTRLEN> written{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, text.c_str(), address.data()) == 1) {
      return inet_ntop(family, address.data(), written.data(), written.size());
    }
  }
  return {};
}

// Parses ADDRESS:PORT, [ADDRESS]:PORT for IPv6, ADDRESS or :PORT.
void listen(Config& config, std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t colon = bracket == text.npos ? text.npos : text.find(':', bracket);
  std::string_view address = text.substr(0, colon);
  if (bracket > 0 && address.size() == bracket + 1) address = address.substr(1, bracket - 1);
  if (!address.empty()) {
    const auto known = address_of(std::string(address));
    if (!known) refuse("is not ADDRESS:PORT");
    config.server.address = *known;
  }
  if (colon != text.npos) config.server.port = port(text.substr(colon + 1));
}

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> found;
  for (const std::string_view name : base::split(text, ", ")) found.push_back(base::ascii_lower(name));
  return found;
}

std::vector<std::string> origins(std::string_view text) {
  std::vector<std::string> found = names(text);
  for (const std::string& origin : found) {
    if (!http::is_origin(origin)) refuse("has \"" + origin + "\", which is not like https://app.example.com");
  }
  return found;
}

std::uint32_t rounds(std::string_view text) {
  const std::int64_t count = number(text, 0, 10'000'000);
  if (count > 0 && count < 1000) refuse("is neither 0 nor at least 1000");
  return static_cast<std::uint32_t>(count);
}

std::uint64_t memory_budget(std::string_view text) {
  const std::uint64_t size = bytes(text);
  if (size > 0 && size < 8'000'000) refuse("is neither 0 nor at least 8MB");
  return size;
}

base::Level level(std::string_view text) {
  constexpr std::array<std::string_view, 4> names = {"debug", "info", "warning", "error"};
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) refuse("is none of debug, info, warning, error");
  return static_cast<base::Level>(found - names.begin());
}

api::CaptivePortal portal(std::string_view text) {
  constexpr std::array<std::string_view, 3> names = {"off", "portal", "online"};
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) refuse("is none of off, portal, online");
  return static_cast<api::CaptivePortal>(found - names.begin());
}

PlainHttp plain_http(std::string_view text) {
  constexpr std::array<std::string_view, 3> names = {"on", "off", "redirect"};
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) refuse("is none of on, off, redirect");
  return static_cast<PlainHttp>(found - names.begin());
}

bool on_or_off(std::string_view text) {
  if (text != "on" && text != "off") refuse("is neither on nor off");
  return text == "on";
}

std::string signing_key(std::string_view text) {
  if (!text.empty() && base::trim(text).size() < auth::min_key_bytes) {
    refuse("is shorter than " + std::to_string(auth::min_key_bytes) + " bytes");
  }
  if (base::trim(text) != text) refuse("begins or ends with white space");
  return std::string(text);
}

std::string label(std::string_view text) {
  if (!mdns::is_label(text)) refuse("is no name of letters, digits and '-', 63 at most");
  return base::ascii_lower(text);
}

int seconds(std::string_view text) { return static_cast<int>(number(text, 1, 3600)); }

std::string environment_or(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

std::string folder_of_this_program() {
  std::array<char, 4096> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  return size > 0 ? base::parent_path(std::string(path.data(), static_cast<std::size_t>(size))) : "/";
}

bool writable(const std::string& folder) { return ::access(folder.c_str(), W_OK) == 0; }

// Next to the program, for a drive that is carried around; otherwise the system's standard location.
std::string default_data_folder() {
  const std::string here = folder_of_this_program(), beside = here + "/data";
  const bool systems_own = here == "/" || here == "/bin" || here == "/sbin" || here.starts_with("/usr/");
  if (!systems_own && writable(base::exists(beside) ? beside : here)) return beside;
  if (::geteuid() == 0) return "/var/lib/expobox";
  return environment_or("XDG_DATA_HOME", environment_or("HOME", "") + "/.local/share") + "/expobox";
}

std::vector<Setting> make_settings() {
  return {
      {"data", "DIR", "the folder that holds everything", default_data_folder(), folder},
      {"listen", "ADDRESS:PORT", "where to answer", "0.0.0.0:8000", listen},
      {"port", "N", "the same, the port alone; 0: any free one", "",
       [](Config& c, std::string_view text) {
         if (!text.empty()) c.server.port = port(text);
       }},
      {"http", "POLICY",
       "plain HTTP, beside HTTPS: on; redirect: requests are sent on to HTTPS; off: there is no such port",
       "on", [](Config& c, std::string_view text) { c.http = plain_http(text); }},
      {"tls", "on|off", "HTTPS on a port of its own", "off",
       [](Config& c, std::string_view text) { c.tls = on_or_off(text); }},
      {"tls-port", "N", "the port of HTTPS; 0: any free one", "8443",
       [](Config& c, std::string_view text) { c.tls_port = port(text); }},
      {"tls-certificate", "FILE", "PEM certificate and those above it; empty: the box makes its own", "",
       [](Config& c, std::string_view text) { c.tls_certificate = text; }},
      {"tls-key", "FILE", "its PEM key; empty: it is in the same file", "",
       [](Config& c, std::string_view text) { c.tls_key = text; }},
      {"allowed-hosts", "LIST",
       "names to answer to beside addresses and local names; .x: all below x too; *: all", "",
       [](Config& c, std::string_view text) { c.allowed_hosts = names(text); }},
      {"allowed-origins", "LIST",
       "web pages of other origins that may use the API (CORS): scheme://host[:port]; *: all", "",
       [](Config& c, std::string_view text) { c.allowed_origins = origins(text); }},
      {"rate-limit", "N", "requests a minute of one account, ten times that of one address; 0: no limit",
       "6000",
       [](Config& c, std::string_view text) { c.requests_per_minute = number(text, 0, 1'000'000'000); }},
      {"image-limit", "SIZE", "largest image", "20MB",
       [](Config& c, std::string_view text) { c.media.image_bytes = bytes(text); }},
      {"video-limit", "SIZE", "largest video", "500MB",
       [](Config& c, std::string_view text) { c.media.video_bytes = bytes(text); }},
      {"files-limit", "N", "files in one request", "32",
       [](Config& c, std::string_view text) { c.files = static_cast<std::size_t>(number(text, 1, 1000)); }},
      {"reserve", "SIZE", "free space that uploads leave to the database, and texts of exhibitors by half",
       "64MB", [](Config& c, std::string_view text) { c.media.reserve_bytes = bytes(text); }},
      {"memory-budget", "SIZE",
       "memory that requests hold together; 0: a quarter of what there is, within 32 and 256 MiB", "0",
       [](Config& c, std::string_view text) { c.memory_budget = memory_budget(text); }},
      {"password-rounds", "N", "PBKDF2 rounds of new password hashes; 0: as measured at first start", "0",
       [](Config& c, std::string_view text) { c.password_rounds = rounds(text); }},
      {"jwt-key", "TEXT", "HS256 key of the tokens, 32 bytes or more; empty: the one in keys/jwt.key", "",
       [](Config& c, std::string_view text) { c.jwt_key = signing_key(text); }, true},
      {"workers", "N", "threads that answer when it is quiet; 0: two for each core", "0",
       [](Config& c, std::string_view text) {
         c.server.workers = static_cast<unsigned>(number(text, 0, 64));
       }},
      {"keep-alive", "SECONDS", "how long a silent connection is kept", "60",
       [](Config& c, std::string_view text) { c.server.keep_alive_seconds = seconds(text); }},
      {"portal", "POLICY",
       "to phones that look for the internet: off: nothing; portal: they open the box's page; online: they "
       "stay",
       "off", [](Config& c, std::string_view text) { c.portal = portal(text); }},
      {"mdns", "on|off", "whether the box is found by its name, NAME.local, and as a service (multicast DNS)",
       "on", [](Config& c, std::string_view text) { c.mdns = on_or_off(text); }},
      {"host-name", "NAME", "of NAME.local; NAME-2 where another machine has it", "expobox",
       [](Config& c, std::string_view text) { c.name = label(text); }},
      {"box-number", "N",
       "of several boxes of one event each its own, 0 to 200: the ids it gives begin at N x 10,000,000 + 1",
       "0",
       [](Config& c, std::string_view text) { c.box_number = number(text, 0, store::largest_box_number); }},
      {"log-level", "LEVEL", "debug, info, warning or error", "info",
       [](Config& c, std::string_view text) { c.log_level = level(text); }},
  };
}

std::string variable_of(std::string_view key) {
  std::string name = "EXPOBOX_";
  for (const char c : key) {
    name += c == '-' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

struct Line {
  std::string text;
  std::string where;
};
using Lines = std::map<std::string, Line, std::less<>>;

// Reads one line of the file, "key = value". '_' in a key is equivalent to '-'.
void read_line(std::string_view line, const std::string& where, Lines& lines) {
  line = base::trim(line);
  if (line.empty() || line.front() == '#' || line.front() == ';') return;
  const std::size_t equals = line.find('=');
  if (equals == line.npos) throw CommandError(ExitCode::config, where + ": not “key = value”");
  std::string key(base::trim(line.substr(0, equals)));
  std::ranges::replace(key, '_', '-');
  std::vector<std::string_view> keys;
  for (const Setting& setting : settings()) keys.push_back(setting.key);
  if (std::ranges::find(keys, key) == keys.end()) {
    throw CommandError(ExitCode::config, where + ": unknown key " + key + did_you_mean(key, keys));
  }
  lines[key] = {std::string(base::trim(line.substr(equals + 1))), where};
}

Lines read_lines(std::string_view content, const std::string& path) {
  if (content.starts_with("\xef\xbb\xbf")) content.remove_prefix(3);
  Lines lines;
  for (int number_of_line = 1; !content.empty(); ++number_of_line) {
    const std::string_view line = content.substr(0, content.find('\n'));
    content.remove_prefix(std::min(line.size() + 1, content.size()));
    read_line(line, path + " line " + std::to_string(number_of_line), lines);
  }
  return lines;
}

// The value of one setting, from the source with the highest precedence.
EffectiveSetting choose(const Setting& setting, const Arguments& arguments, const Environment& environment,
                        const Lines& lines) {
  if (auto text = arguments.value(setting.key)) {
    return {&setting, *text, Source::flag, "--" + std::string(setting.key)};
  }
  const std::string variable = variable_of(setting.key);
  if (auto text = environment(variable)) return {&setting, *text, Source::environment, variable};
  if (const auto line = lines.find(setting.key); line != lines.end()) {
    return {&setting, line->second.text, Source::file, line->second.where};
  }
  return {&setting, setting.default_value, Source::standard, "default"};
}

void apply(const EffectiveSetting& chosen, Config& config) {
  try {
    chosen.setting->apply(config, chosen.text);
  } catch (const std::invalid_argument& reason) {
    throw CommandError(chosen.source == Source::flag ? ExitCode::usage : ExitCode::config,
                       chosen.where + ": " +
                           (chosen.setting->secret ? "its value" : "“" + chosen.text + "”") + " " +
                           reason.what());
  }
}

// Folders, names and secrets identify the owner, so the text says only that they are set.
std::string described(const std::vector<EffectiveSetting>& all) {
  constexpr std::array<std::string_view, 4> sources = {"default", "file", "environment", "flag"};
  constexpr std::array<std::string_view, 4> units = {"", "KB", "MB", "GB"};
  std::string text;
  for (const EffectiveSetting& chosen : all) {
    const std::size_t digits = std::min(chosen.text.find_first_not_of("0123456789"), chosen.text.size());
    const bool number = digits > 0 && std::ranges::count(units, chosen.text.substr(digits)) > 0;
    const bool shown = number || chosen.text.empty() || chosen.setting->key == "log-level";
    text.append(chosen.setting->key).append("\t").append(shown ? chosen.text : "(set)").append("\t");
    text.append(sources.at(static_cast<std::size_t>(chosen.source))).append("\n");
  }
  return text;
}

// The file may have come with a foreign drive, so symbolic links are not followed.
std::optional<std::string> own_file(const std::string& folder, const std::string& name) {
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) return {};
  return base::Directory(folder).read(name);
}

Lines read_configuration_file(const Arguments& arguments, const Environment& environment) {
  const auto flag = arguments.value("config");
  const auto named = flag ? flag : environment("EXPOBOX_CONFIG");
  const Setting& data = *std::ranges::find(settings(), std::string_view("data"), &Setting::key);
  const std::string folder = choose(data, arguments, environment, {}).text;
  const std::string path = named ? *named : folder + "/expobox.conf";
  const auto content = named ? base::read_file(path) : own_file(folder, "expobox.conf");
  if (!content && named)
    throw CommandError(flag ? ExitCode::usage : ExitCode::config, "there is no file " + path);
  return read_lines(content.value_or(""), path);
}

// Not settings: the configuration file on a drive must not determine where the machine stores its list.
base::DriveFolders drive_folders(const Environment& environment) {
  base::DriveFolders folders;
  if (auto folder = environment("EXPOBOX_DRIVE_STATE")) folders.state = std::move(*folder);
  if (auto folder = environment("EXPOBOX_DRIVE_STATUS")) folders.status = std::move(*folder);
  return folders;
}

}  // namespace

std::span<const Setting> settings() {
  static const std::vector<Setting> table = make_settings();
  return table;
}

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Configuration load_configuration(const Arguments& arguments, const Environment& environment) {
  const Lines lines = read_configuration_file(arguments, environment);
  Configuration made;
  for (const Setting& setting : settings()) {
    made.chosen.push_back(choose(setting, arguments, environment, lines));
  }
  std::vector<EffectiveSetting> weakest_first = made.chosen;  // --listen must override EXPOBOX_PORT
  std::ranges::stable_sort(weakest_first, {}, &EffectiveSetting::source);
  for (const EffectiveSetting& chosen : weakest_first) apply(chosen, made.config);
  if (made.config.http != PlainHttp::on && !made.config.tls) {
    throw CommandError(ExitCode::config,
                       "http is off or redirect, and tls is off: nothing would be answered");
  }
  made.config.server.plain = made.config.http != PlainHttp::off;
  made.config.described = described(made.chosen);
  made.config.drives = drive_folders(environment);
  return made;
}

}  // namespace app
