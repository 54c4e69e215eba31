// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <map>

#include "api/admin/log_redactor.h"
#include "base/log.h"
#include "base/text/tar.h"
#include "base/version.h"
#include "config/config.h"
#include "support/api_fixture.h"
#include "support/captured_log.h"

namespace {

using support::Hall;
using support::Reply;

constexpr auto target = "/api/v1/admin/support/";

bool has(std::string_view text, std::string_view part) {
  return base::ascii_lower(text).find(base::ascii_lower(part)) != std::string::npos;
}

std::map<std::string, std::string> members(std::string_view archive) {
  std::map<std::string, std::string> found;
  while (const auto member = base::read_tar_header(archive.substr(0, base::tar_block))) {
    archive.remove_prefix(base::tar_block);
    found[member->name] = archive.substr(0, member->size);
    archive.remove_prefix(member->size + base::tar_padding(member->size));
  }
  CHECK(archive == std::string(base::tar_end, '\0'));
  return found;
}

api::LogEntry request(std::string what) {
  return {.n = 1,
          .at = 0,
          .kind = "request",
          .level = base::Level::info,
          .where = "http",
          .what = std::move(what),
          .fields = {}};
}

api::LogEntry event(std::string value, std::string key = "error") {
  return {.n = 1,
          .at = 0,
          .kind = "event",
          .level = base::Level::info,
          .where = "t",
          .what = "t",
          .fields = {{std::move(key), std::move(value)}}};
}

std::string told(api::Redactor& redactor, const api::LogEntry& line) {
  const std::string text = redactor.line(line);
  return text.substr(text.find(": ") + 2, text.size() - text.find(": ") - 3);
}

}  // namespace

TEST_CASE("support: administrators alone get the bundle, one tar") {
  Hall hall;
  CHECK(hall.nobody.get(target).status == 401);
  CHECK(hall.owner.get(target).status == 403);
  CHECK(hall.admin.json("POST", target, "{}").status == 405);
  const Reply reply = hall.admin.get(target);
  CHECK(reply.status == 200);
  CHECK(reply.content_type == "application/x-tar");
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(reply.header("Content-Disposition") == "attachment; filename=\"expobox-support.tar\"");
  const auto found = members(reply.body);
  CHECK(found.size() == 6);
  for (const char* name :
       {"version.json", "settings.txt", "metrics.txt", "drive.txt", "system.txt", "log.txt"}) {
    CHECK_MESSAGE(found.contains(name), name);
  }
}

TEST_CASE("support: says which program, which schema and how much there is") {
  Hall hall({.configuration = "workers\t4\tflag\n"});
  hall.new_booth();
  hall.box.metrics.gauge("phones", "Phones in the hall.", [] { return 5; });
  const auto found = members(hall.admin.get(target).body);
  const base::Json version = base::parse_json(found.at("version.json"));
  CHECK(version.get("version").to_str() == base::version);
  CHECK(version.get("commit").to_str() == base::commit);
  CHECK(version.get("arch").to_str() == base::arch);
  CHECK(version.get("schema").get<std::int64_t>() >= 5);
  CHECK(version.get("sqlite").to_str().starts_with("3."));
  CHECK(found.at("settings.txt") == "workers\t4\tflag\n");
  CHECK(has(found.at("metrics.txt"), "expobox_phones 5\n"));
  CHECK(has(found.at("drive.txt"), "rows of users\t3\n"));
  CHECK(has(found.at("drive.txt"), "rows of booths\t1\n"));
  CHECK(has(found.at("drive.txt"), "filesystem\t"));
  CHECK(has(found.at("system.txt"), "kernel\t"));
  CHECK(has(found.at("system.txt"), "clock\tsystem\n"));
}

TEST_CASE("support: nothing in it says who was there, whatever they were called and wherever it was logged") {
  const support::Captured captured;
  Hall hall;
  const std::vector<std::string> secrets = {"zebulon@quux.example",
                                            "Zebulon Quagga",
                                            "Fjordlandia Optics",
                                            "203.0.113.77",
                                            "2001:db8::77",
                                            "XYZZY-item",
                                            "Plughname",
                                            "wumpus",
                                            "Cave Stand"};
  store::User user;
  user.email = secrets[0];
  user.name = secrets[1];
  user.stand = secrets[8];
  user.booth_limit = 5;
  const store::UserId id = {
      hall.box.write([&](store::WriteBatch& w) { store::add_user(w, user, 0); }).rows.at(0).at(0).integer(0)};
  support::Client phone(hall.box, id);
  hall.box.address = secrets[3];
  const Reply booth =
      phone.json("POST", "/api/v1/booths/", R"({"name":")" + secrets[2] + R"(","country":1})");
  REQUIRE(booth.status == 201);
  const std::string url = "/api/v1/booths/" + std::to_string(booth.id()) + "/";
  phone.json("POST", url + "items/", R"({"name":")" + secrets[5] + R"("})");
  hall.box.address = secrets[4];
  phone.get("/api/v1/" + secrets[6] + "/" + secrets[0] + "/?name=" + secrets[7]);
  phone.get("/" + secrets[7] + ".html");
  hall.admin.get("/api/v1/admin/users/" + std::to_string(id.value) + "/");
  for (const std::string& secret : {secrets[0], secrets[1], secrets[2], secrets[3], secrets[4]}) {
    base::log(base::Level::error, "api", "trouble",
              {{"error", "with " + secret + ": no space"}, {"first", "'" + secret + "'"}});
  }
  base::log(base::Level::error, "api", "trouble",
            {{"email", secrets[0]},
             {"address", secrets[3] + ":4711"},
             {"name", secrets[1]},
             {"path", "/" + secrets[7]}});
  base::log(base::Level::error, "api", "the drive failed",
            {{"error", "write " + hall.box.folder.path() + "/media/x.jpg and /home/" + secrets[7] + "/y"}});

  const std::string body = hall.admin.get(target).body;
  for (const std::string& secret : secrets) CHECK_MESSAGE(!has(body, secret), secret);
  CHECK_FALSE(has(body, hall.box.folder.path()));
  CHECK_FALSE(has(body, "owner@example.com"));
  const std::string log = members(body).at("log.txt");
  CHECK(has(log, "POST /api/v1/booths/"));
  CHECK(has(log, "address-"));
  CHECK(has(log, "account=account-"));
  CHECK(has(log, "write (data)/"));
}

TEST_CASE("support: the same address, account and e-mail address keep their number") {
  api::Redactor redactor({.words = {"api", "users"}, .names = {}, .folder = "/srv/box"});
  CHECK(told(redactor, event("10.0.0.1", "address")) == "t address=address-1");
  CHECK(told(redactor, event("from 10.0.0.2:80, 10.0.0.1.")) == "t error=from address-2:80, address-1.");
  CHECK(told(redactor, event("17", "account")) == "t account=account-1");
  CHECK(told(redactor, request("GET /api/users/17/")) == "GET /api/users/account-1/");
  CHECK(told(redactor, request("GET /api/users/18/")) == "GET /api/users/account-2/");
  CHECK(told(redactor, event("a <Ann@example.com>")) == "t error=a <email-1>");
  CHECK(told(redactor, event("ann@example.com", "email")) == "t email=email-1");
}

TEST_CASE("support: of a path only this program's words and numbers stay") {
  api::Redactor redactor({.words = {"", "api", "booths"}, .names = {}, .folder = "/srv/box"});
  CHECK(told(redactor, request("GET /api/booths/12/")) == "GET /api/booths/12/");
  CHECK(told(redactor, request("GET /api/ann/12")) == "GET /api/…/12");
  CHECK(told(redactor, event("open /srv/box/media/a.jpg: no")) == "t error=open (data)/…/…: no");
  CHECK(told(redactor, event("open /home/ann/a.jpg: no")) == "t error=open /…/…/…: no");
}

TEST_CASE("support: names in a text go, the longer before those in them; what is no name stays") {
  api::Redactor redactor({.words = {}, .names = {"Ann", "Ann Li", "o"}, .folder = ""});
  CHECK(told(redactor, event("for ann li and ANN: disk I/O error 5")) ==
        "t error=for … and …: disk I/O error 5");
}

TEST_CASE("support: the settings are those that are numbers; of others only that they are set") {
  const support::TempFolder folder;
  app::Arguments arguments;
  arguments.flags = {{"data", folder.path()},
                     {"jwt-key", "topsecret, and long enough to be one"},
                     {"allowed-hosts", "fair.example"},
                     {"listen", "203.0.113.7:8123"},
                     {"workers", "4"},
                     {"image-limit", "12MB"}};
  const auto environment = [](const std::string& name) {
    return name == "EXPOBOX_RATE_LIMIT" ? std::optional<std::string>("77") : std::nullopt;
  };
  const std::string text = app::load_configuration(arguments, environment).config.described;
  for (const std::string& secret :
       {folder.path(), std::string("topsecret"), std::string("fair.example"), std::string("203.0.113")}) {
    CHECK_MESSAGE(!has(text, secret), secret);
  }
  CHECK(has(text, "workers\t4\tflag\n"));
  CHECK(has(text, "image-limit\t12MB\tflag\n"));
  CHECK(has(text, "rate-limit\t77\tenvironment\n"));
  CHECK(has(text, "log-level\tinfo\tdefault\n"));
  CHECK(has(text, "jwt-key\t(set)\tflag\n"));
}
