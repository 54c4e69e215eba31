// SPDX-License-Identifier: MIT
#include "store/settings.h"

#include <doctest/doctest.h>

#include "api/context/runtime_settings.h"
#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::Reply;

constexpr auto target = "/api/v1/admin/settings/";

base::Json setting(const Reply& reply, const std::string& key) {
  REQUIRE(reply.status == 200);
  const base::Json all = reply.json();
  for (const base::Json& one : all.get<base::JsonArray>()) {
    if (one.get("key").get<std::string>() == key) return one;
  }
  FAIL("no setting " << key);
  return {};
}

struct Office : Hall {
  using Hall::Hall;
  Reply change(const std::string& body) { return admin.json("PATCH", target, body); }
  std::string value(const std::string& key) {
    return setting(admin.get(target), key).get("value").serialize();
  }
};

}  // namespace

TEST_CASE("settings: the administrator alone sees and changes them") {
  Office office;
  const std::string body = R"({"event_name": "Fair"})";
  for (const char* method : {"GET", "PATCH"}) {
    CHECK(office.nobody.json(method, target, body).status == 401);
    CHECK(office.owner.json(method, target, body).status == 403);
    CHECK(office.value("event_name") == "\"\"");
  }
  CHECK(office.change(body).status == 200);
  CHECK(office.value("event_name") == "\"Fair\"");
  CHECK(office.admin.get(target).header("Cache-Control") == "no-store");
}

TEST_CASE("settings: each says its kind, value, default and bounds") {
  Office office;
  const Reply all = office.admin.get(target);
  CHECK(
      setting(all, "booth_limit").serialize() ==
      support::canonical(
          R"({"key": "booth_limit", "kind": "number", "value": 1, "default": 1, "least": 0, "most": 1000})"));
  CHECK(
      setting(all, "language").serialize() ==
      support::canonical(
          R"({"key": "language", "kind": "choice", "value": "en", "default": "en", "choices": ["en", "fa"]})"));
  CHECK(setting(all, "image_bytes").get("default").get<std::int64_t>() == 100'000);  // as configured
  CHECK(setting(all, "video_bytes").get("most").get<std::int64_t>() == 4'294'967'295);
  CHECK(setting(all, "allowed_hosts").get("value").serialize() == "[]");
}

TEST_CASE("settings: one write for all, kept in the store, and null is back to the default") {
  Office office;
  CHECK(
      office
          .change(R"({"event_name": " Fair ", "booth_limit": 3, "language": "fa", "wifi_password": " a b "})")
          .status == 200);
  CHECK(store::setting(office.box.engine, "event_name") == "Fair");
  CHECK(store::setting(office.box.engine, "booth_limit") == "3");
  CHECK(store::setting(office.box.engine, "wifi_password") == " a b ");
  CHECK(office.value("language") == "\"fa\"");
  CHECK(office.change(R"({"booth_limit": null, "language": null})").status == 200);
  CHECK_FALSE(store::setting(office.box.engine, "booth_limit"));
  CHECK(office.value("booth_limit") == "1");
  CHECK(office.value("event_name") == "\"Fair\"");
}

TEST_CASE("settings: what is not allowed is told field by field, and nothing of it is done") {
  Office office;
  const Reply reply = office.change(
      R"({"event_name": "Fair", "booth_limit": 1001, "files": 0, "image_bytes": 100000001, "video_bytes": 4294967296,
          "requests_a_minute": 59, "language": "de", "allowed_hosts": ["a b"], "wifi_name": 5, "no\"such": 1})");
  CHECK(reply.status == 400);
  const base::Json faults = reply.json();
  CHECK(faults.get<base::JsonObject>().size() == 9);
  CHECK(faults.get("booth_limit").get(0).get<std::string>() == "A whole number from 0 to 1000 is required.");
  CHECK(faults.get("requests_a_minute").get(0).get<std::string>() ==
        "A whole number from 60 to 100000, or 0 for no limit, is required.");
  CHECK(faults.get("non_field_errors").get(0).get<std::string>() == "There is no setting \"no\"such\".");
  CHECK(office.value("event_name") == "\"\"");
  for (const char* body : {R"({"booth_limit": "3"})", R"({"booth_limit": 1.5})", R"({"booth_limit": -1})",
                           R"({"files": true})", R"({"allowed_hosts": "a.example.com"})",
                           R"({"allowed_hosts": ["a.example.com:80"]})", R"({"allowed_hosts": [""]})",
                           R"({"allowed_hosts": ["."]})", R"({"allowed_hosts": ["-a.example.com"]})",
                           R"({"allowed_hosts": ["a..com"]})", R"({"event_name": "a\nb"})", "[]"}) {
    CHECK_MESSAGE(office.change(body).status == 400, body);
  }
  CHECK(office.change(R"({"event_name": ")" + std::string(101, 'x') + "\"}").status == 400);
  std::string letters;
  for (int i = 0; i < 100; ++i) letters += "ش";  // characters are counted, not bytes
  CHECK(office.change(R"({"event_name": ")" + letters + "\"}").status == 200);
}

TEST_CASE("settings: a failing drive changes nothing") {
  Office office;
  office.box.engine.broken = store::StorageError::Kind::disk;
  CHECK(office.change(R"({"event_name": "Fair"})").status == 503);
  office.box.engine.broken.reset();
  CHECK(office.value("event_name") == "\"\"");
}

TEST_CASE("settings: sizes and the number of files hold from the next request on") {
  Office office;
  const std::string booth = office.new_booth();
  const auto send = [&](std::size_t bytes) {
    return office.owner.upload(booth + "videos/", "video", support::mp4(bytes), "1.mp4");
  };
  CHECK(send(150'000).status == 201);
  CHECK(office.change(R"({"video_bytes": 100000, "files": 1})").status == 200);
  CHECK(send(150'000).body == R"({"video":["The file is too large: at most 100 kB."]})");
  CHECK(office.change(R"({"video_bytes": 3000000})").status == 200);
  CHECK(send(2'900'000).status == 201);  // more than the cap of its URL was
  const Reply two = office.owner.form("PATCH", booth,
                                      {{"images", support::png, "1.png"}, {"images", support::png, "2.png"}});
  CHECK(two.body == R"({"detail":"There are more than 1 files in one request."})");
  const std::string most = std::to_string(office.box.library.limits().video_bytes);
  CHECK(most == "3000000");
  // A body that says it is larger than the cap is not read.
  CHECK(office.change(R"({"video_bytes": 1000})").status == 200);
  const Reply refused = send(2'900'000);
  CHECK(refused.status == 413);
  CHECK(refused.body_unread);
}

TEST_CASE("settings: the rate holds at once, and 0 lifts it") {
  Office office;
  const auto limit = [&] { return office.owner.get("/api/v1/countries/").header("X-RateLimit-Limit"); };
  CHECK(limit() == "");
  CHECK(office.change(R"({"requests_a_minute": 60})").status == 200);
  CHECK(limit() == "60");
  int allowed = 1;
  while (office.owner.get("/api/v1/countries/").status == 200 && allowed < 100) ++allowed;
  CHECK(allowed == 60);
  CHECK(office.change(R"({"requests_a_minute": 0})").status == 200);
  CHECK(office.owner.get("/api/v1/countries/").status == 200);
  CHECK(limit() == "");
}

TEST_CASE("settings: a name is answered to once it is allowed") {
  Office office({.allowed_hosts = {"old.example.com"}});
  const auto status = [&](const char* host) {
    return office.box.ask("GET", "/api/v1/health/", HeaderList{{"host", host}}).status;
  };
  CHECK(status("old.example.com") == 200);
  CHECK(status("fair.example.org") == 400);
  CHECK(office.change(R"({"allowed_hosts": ["Fair.example.org", ".example.net", "fair.example.org"]})")
            .status == 200);
  CHECK(office.value("allowed_hosts") == R"(["fair.example.org",".example.net"])");
  CHECK(status("fair.example.org:8000") == 200);
  CHECK(status("a.example.net") == 200);
  CHECK(status("old.example.com") == 400);
  CHECK(office.change(R"({"allowed_hosts": []})").status == 200);
  CHECK(status("fair.example.org") == 400);
  CHECK(office.change(R"({"allowed_hosts": null})").status == 200);
  CHECK(status("old.example.com") == 200);
}

TEST_CASE("settings: what the store has is in force from the start, and what it cannot mean is not") {
  Office office;
  office.box.write([](store::WriteBatch& w) {
    store::set_setting(w, "image_bytes", "5000");
    store::set_setting(w, "files", "many");
  });
  base::RateLimiter accounts(office.box.clock, 0), written(office.box.clock, 0),
      addresses(office.box.clock, 0);
  const api::RuntimeSettings settings(office.box.engine, {.files = 7},
                                      {office.box.library, accounts, written, addresses, 10});
  CHECK(office.box.library.limits().image_bytes == 5000);
  CHECK(settings.files() == 7);
  CHECK(settings.caps().images == (2 << 20) + 7 * 5000);
}

TEST_CASE("settings: other defaults are in force at once, but where an administrator has chosen") {
  Office office;
  base::RateLimiter accounts(office.box.clock, 0), written(office.box.clock, 0),
      addresses(office.box.clock, 0);
  api::RuntimeSettings settings(office.box.engine, {.files = 7},
                                {office.box.library, accounts, written, addresses, 10});
  settings.update(base::parse_json(R"({"image_bytes": 6000})").get<base::JsonObject>());
  settings.set_defaults({.image_bytes = 9000,
                         .video_bytes = 8000,
                         .files = 3,
                         .requests_per_minute = 70,
                         .allowed_hosts = {"a.example.com"}});
  CHECK(office.box.library.limits().image_bytes == 6000);
  CHECK(office.box.library.limits().video_bytes == 8000);
  CHECK(settings.files() == 3);
  CHECK(accounts.acquire("somebody").limit == 70);
  CHECK(addresses.acquire("somewhere").limit == 700);
  CHECK(*settings.allowed_hosts() == std::vector<std::string>{"a.example.com"});
  settings.update(base::parse_json(R"({"image_bytes": null})").get<base::JsonObject>());
  CHECK(office.box.library.limits().image_bytes == 9000);
}
