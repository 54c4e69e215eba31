// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "base/exit.h"
#include "base/files.h"
#include "support/temp_folder.h"

namespace {

using app::ExitCode;

// A data folder with a configuration file in it, an environment and a command line.
struct Desk {
  support::TempFolder folder;
  std::map<std::string, std::string> variables = {};

  app::Configuration read(std::map<std::string, std::string, std::less<>> flags = {}) const {
    if (!flags.contains("data")) flags["data"] = folder.path();
    return app::load_configuration({.words = {}, .flags = std::move(flags)}, [this](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  }
  void file(const std::string& content) const { base::write_atomically(folder / "expobox.conf", content); }
};

app::CommandError stop_of(const auto& call) {
  try {
    call();
  } catch (const app::CommandError& stop) {
    return stop;
  }
  return {ExitCode::ok, "did not stop"};
}

bool mentions(const app::CommandError& stop, std::string_view text) {
  return std::string_view(stop.what()).find(text) != std::string_view::npos;
}

const app::EffectiveSetting& chosen(const app::Configuration& configuration, std::string_view key) {
  return *std::ranges::find_if(configuration.chosen,
                               [&](const auto& one) { return one.setting->key == key; });
}

}  // namespace

TEST_CASE("config: what nobody sets is as the documentation says") {
  const Desk desk;
  const app::Config config = desk.read().config;
  CHECK(config.data == desk.folder.path());
  CHECK(config.server.address == "0.0.0.0");
  CHECK(config.server.port == 8000);
  CHECK(config.requests_per_minute == 6000);
  CHECK(config.media.image_bytes == 20'000'000);
  CHECK(config.media.video_bytes == 500'000'000);
  CHECK(config.files == 32);
  CHECK(config.password_rounds == 0);
  CHECK(config.allowed_hosts.empty());
  CHECK(config.jwt_key.empty());
  CHECK(config.log_level == base::Level::info);
}

TEST_CASE("config: a flag wins over the environment, that over the file, that over the default") {
  Desk desk;
  CHECK(chosen(desk.read(), "rate-limit").source == app::Source::standard);
  desk.file("rate-limit = 1\n");
  CHECK(desk.read().config.requests_per_minute == 1);
  desk.variables["EXPOBOX_RATE_LIMIT"] = "2";
  CHECK(desk.read().config.requests_per_minute == 2);
  const app::Configuration all = desk.read({{"rate-limit", "3"}});
  CHECK(all.config.requests_per_minute == 3);
  CHECK(chosen(all, "rate-limit").where == "--rate-limit");
  desk.variables.clear();
  CHECK(chosen(desk.read(), "rate-limit").where == (desk.folder / "expobox.conf") + " line 1");
}

TEST_CASE("config: every setting can be set in all three ways") {
  for (const app::Setting& setting : app::settings()) {
    if (setting.key == "data") continue;
    CAPTURE(setting.key);
    Desk desk;
    const std::string any = setting.secret ? std::string(32, 'k') : setting.key == "allowed-origins" ? "*" : "8080";
    const std::string value = setting.default_value.empty() ? any : setting.default_value;
    desk.file(std::string(setting.key) + " = " + value + "\n");
    CHECK(chosen(desk.read(), setting.key).source == app::Source::file);
    std::string variable = "EXPOBOX_";
    for (const char c : setting.key) variable += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    desk.variables[variable] = value;
    CHECK(chosen(desk.read(), setting.key).source == app::Source::environment);
    CHECK(chosen(desk.read({{std::string(setting.key), value}}), setting.key).source == app::Source::flag);
  }
}

TEST_CASE("config: listen takes an address, a port or both; port alone wins over what is weaker") {
  Desk desk;
  const auto place = [&](std::map<std::string, std::string, std::less<>> flags) {
    const app::Config config = desk.read(std::move(flags)).config;
    return config.server.address + " " + std::to_string(config.server.port);
  };
  CHECK(place({{"listen", "127.0.0.1:8080"}}) == "127.0.0.1 8080");
  CHECK(place({{"listen", "127.0.0.1"}}) == "127.0.0.1 8000");
  CHECK(place({{"listen", ":81"}}) == "0.0.0.0 81");
  CHECK(place({{"listen", "[::1]:82"}}) == "::1 82");
  CHECK(place({{"listen", "[::1]"}}) == "::1 8000");
  CHECK(place({{"port", "83"}}) == "0.0.0.0 83");
  CHECK(place({{"listen", "127.0.0.1:8080"}, {"port", "0"}}) == "127.0.0.1 0");
  desk.variables["EXPOBOX_PORT"] = "84";
  CHECK(place({}) == "0.0.0.0 84");
  CHECK(place({{"listen", ":85"}}) == "0.0.0.0 85");
}

TEST_CASE("config: sizes have units") {
  const Desk desk;
  const auto limit = [&](const char* text) {
    return desk.read({{"image-limit", text}}).config.media.image_bytes;
  };
  CHECK(limit("20MB") == 20'000'000);
  CHECK(limit("500 kb") == 500'000);
  CHECK(limit("1GB") == 1'000'000'000);
  CHECK(limit("123") == 123);
  CHECK(limit("7B") == 7);
}

TEST_CASE("config: a list of hosts is separated by commas or blanks") {
  const Desk desk;
  const app::Config config = desk.read({{"allowed-hosts", "Fair.Example.org, box.example"}}).config;
  CHECK(config.allowed_hosts == std::vector<std::string>{"fair.example.org", "box.example"});
}

TEST_CASE("config: a value that is none stops with the place it stands in") {
  const std::vector<std::pair<const char*, const char*>> bad = {{"port", "65536"},
                                                                {"port", "http"},
                                                                {"rate-limit", "-1"},
                                                                {"rate-limit", "1.5"},
                                                                {"image-limit", "20XB"},
                                                                {"image-limit", ""},
                                                                {"image-limit", "MB"},
                                                                {"video-limit", "-1MB"},
                                                                {"log-level", "loud"},
                                                                {"files-limit", "0"},
                                                                {"workers", "65"},
                                                                {"keep-alive", "0"},
                                                                {"data", ""},
                                                                {"password-rounds", "999"},
                                                                {"listen", "127.0.0.1:x"},
                                                                {"listen", "[::1"},
                                                                {"listen", "300.1.1.1:80"},
                                                                {"listen", "somewhere:80"},
                                                                {"reserve", "99999999999GB"}};
  for (const auto& [key, value] : bad) {
    CAPTURE(key);
    CAPTURE(value);
    const Desk desk;
    const app::CommandError stop = stop_of([&] { desk.read({{key, value}}); });
    CHECK(stop.code == ExitCode::usage);
    CHECK(mentions(stop, "--" + std::string(key)));
  }
  Desk desk;
  desk.file("# limits\n\nrate-limit = lots\n");
  const app::CommandError in_file = stop_of([&] { desk.read(); });
  CHECK(in_file.code == ExitCode::config);
  CHECK(mentions(in_file, "expobox.conf line 3"));
  desk.variables["EXPOBOX_RATE_LIMIT"] = "few";
  const app::CommandError in_environment = stop_of([&] { desk.read(); });
  CHECK(in_environment.code == ExitCode::config);
  CHECK(mentions(in_environment, "EXPOBOX_RATE_LIMIT"));
}

TEST_CASE("config: a signing key that can be guessed stops, and is not shown") {
  const Desk desk;
  CHECK(desk.read({{"jwt-key", std::string(32, 'k')}}).config.jwt_key.size() == 32);
  const app::CommandError short_one = stop_of([&] { desk.read({{"jwt-key", std::string(31, 'k')}}); });
  CHECK(short_one.code == ExitCode::usage);
  CHECK(mentions(short_one, "--jwt-key"));
  CHECK_FALSE(mentions(short_one, "kk"));
  const app::CommandError blanks = stop_of([&] { desk.read({{"jwt-key", "abc" + std::string(32, ' ')}}); });
  CHECK(mentions(blanks, "shorter than 32 bytes"));
  const app::CommandError line = stop_of([&] { desk.read({{"jwt-key", std::string(32, 'k') + "\n"}}); });
  CHECK(mentions(line, "white space"));
}

TEST_CASE("config: the file knows comments, blanks, a byte-order mark, CRLF and both dashes") {
  const Desk desk;
  desk.file("\xef\xbb\xbf# a box\r\n  rate_limit=7  \r\n; more\r\nallowed-hosts = a = b\r\n");
  const app::Config config = desk.read().config;
  CHECK(config.requests_per_minute == 7);
  CHECK(config.allowed_hosts == std::vector<std::string>{"a", "=", "b"});
}

TEST_CASE("config: an unknown key in the file stops with the nearest one") {
  const Desk desk;
  desk.file("rate-limt = 7\n");
  const app::CommandError stop = stop_of([&] { desk.read(); });
  CHECK(stop.code == ExitCode::config);
  CHECK(mentions(stop, "did you mean rate-limit?"));
  desk.file("just words\n");
  CHECK(stop_of([&] { desk.read(); }).code == ExitCode::config);
}

TEST_CASE("config: --config names another file, which must be there") {
  Desk desk;
  desk.file("rate-limit = 1\n");
  base::write_atomically(desk.folder / "other", "rate-limit = 9\n");
  CHECK(desk.read({{"config", desk.folder / "other"}}).config.requests_per_minute == 9);
  CHECK(stop_of([&] { desk.read({{"config", desk.folder / "none"}}); }).code == ExitCode::usage);
  desk.variables["EXPOBOX_CONFIG"] = desk.folder / "other";
  CHECK(desk.read().config.requests_per_minute == 9);
  desk.variables["EXPOBOX_CONFIG"] = desk.folder / "none";
  CHECK(stop_of([&] { desk.read(); }).code == ExitCode::config);
}

TEST_CASE("config: the box is found by a name unless it is told not to be") {
  const Desk desk;
  CHECK(desk.read().config.mdns);
  CHECK_FALSE(desk.read({{"mdns", "off"}}).config.mdns);
  CHECK(desk.read().config.name == "expobox");
  CHECK(desk.read({{"host-name", "Hall-3"}}).config.name == "hall-3");
  for (const char* bad : {"", "hall.local", "-hall", "hall 3"}) {
    CHECK(stop_of([&] { desk.read({{"host-name", bad}}); }).code == ExitCode::usage);
  }
  CHECK(stop_of([&] { desk.read({{"mdns", "maybe"}}); }).code == ExitCode::usage);
  CHECK(desk.read().config.box_number == 0);
  CHECK(desk.read({{"box-number", "200"}}).config.box_number == 200);
  for (const char* bad : {"201", "-1", "two"}) {
    CHECK(stop_of([&] { desk.read({{"box-number", bad}}); }).code == ExitCode::usage);
  }
}

TEST_CASE("config: the portal's policy is one of three") {
  const Desk desk;
  CHECK(desk.read().config.portal == api::CaptivePortal::off);
  CHECK(desk.read({{"portal", "portal"}}).config.portal == api::CaptivePortal::portal);
  CHECK(desk.read({{"portal", "online"}}).config.portal == api::CaptivePortal::online);
  CHECK(stop_of([&] { desk.read({{"portal", "on"}}); }).code == ExitCode::usage);
}

TEST_CASE("arguments: words and flags in any order, values joined or apart") {
  const std::vector<app::Flag> known = {{"data"}, {"json", true}, {"help", true}};
  const std::vector<std::string> given = {"user", "--data", "a", "list", "--json", "--data=b", "--", "--x"};
  const app::Arguments parsed = app::parse_arguments(given, known);
  CHECK(parsed.words == std::vector<std::string>{"user", "list", "--x"});
  CHECK(parsed.value("data") == "b");
  CHECK(parsed.has("json"));
  CHECK_FALSE(parsed.has("help"));
  CHECK(app::parse_arguments(std::vector<std::string>{"-h"}, known).has("help"));
  CHECK(app::parse_arguments(std::vector<std::string>{"--data", "-"}, known).value("data") == "-");
}

TEST_CASE("arguments: a bad flag stops with the nearest one") {
  const std::vector<app::Flag> known = {{"data"}, {"listen"}, {"json", true}};
  const auto stop = [&](std::vector<std::string> given) {
    return stop_of([&] { app::parse_arguments(given, known); });
  };
  CHECK(stop({"--lisen", ":80"}).code == ExitCode::usage);
  CHECK(mentions(stop({"--lisen", ":80"}), "did you mean --listen?"));
  CHECK(mentions(stop({"--data"}), "needs a value"));
  CHECK(mentions(stop({"--data", "--json"}), "needs a value"));
  CHECK(mentions(stop({"--json=1"}), "takes no value"));
  CHECK_FALSE(mentions(stop({"--something-else"}), "did you mean"));
}

TEST_CASE("config: plain HTTP may be off or sent on where HTTPS is on, and only there") {
  const Desk desk;
  CHECK(desk.read().config.http == app::PlainHttp::on);
  const app::Config off = desk.read({{"tls", "on"}, {"http", "off"}}).config;
  CHECK(off.http == app::PlainHttp::off);
  CHECK_FALSE(off.server.plain);
  const app::Config redirect = desk.read({{"tls", "on"}, {"http", "redirect"}}).config;
  CHECK(redirect.http == app::PlainHttp::redirect);
  CHECK(redirect.server.plain);
  for (const char* policy : {"off", "redirect"}) {
    const app::CommandError alone = stop_of([&] { desk.read({{"http", policy}}); });
    CHECK(alone.code == ExitCode::config);
    CHECK(mentions(alone, "tls is off"));
  }
  CHECK(mentions(stop_of([&] { desk.read({{"http", "maybe"}}); }), "is none of on, off, redirect"));
}
