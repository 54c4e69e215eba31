// SPDX-License-Identifier: MIT
//
// Real answers against the description of the API: of every operation what it says to nobody, to an exhibitor
// and to an administrator who bring nothing, and one that it was done; and every kind of error.

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "auth/login_code.h"
#include "base/clock.h"
#include "crypto/certificate.h"
#include "crypto/crl.h"
#include "store/settings.h"
#include "support/fake_machine_files.h"
#include "support/openapi_check.h"
#include "support/push_builder.h"

namespace {

using support::BoxOptions;
using support::Described;
using support::Hall;
using support::HeaderList;
using support::Operation;
using support::Reply;
using Why = store::StorageError::Kind;

constexpr const char* json_type = "application/json";

const Described& described() {
  static const Described read;
  return read;
}

std::string number(std::int64_t id) { return std::to_string(id); }

// A hall all of whose answers are held against the description.
struct Watched : Hall {
  using Hall::Hall;

  const HeaderList as_owner = {{"authorization", "Bearer " + box.token_of(owner_id)}};
  const HeaderList as_admin = {{"authorization", "Bearer " + box.token_of(admin_id)}};
  std::set<std::string> done;  // the operations that were

  Reply ask(std::string_view method, const std::string& target, const HeaderList& headers,
            std::string_view body = {}, bool chunked = false) {
    const std::int64_t audited = audit_rows();
    const Reply reply = box.ask(method, target, headers, body, chunked);
    CAPTURE(std::string(method) + " " + target);
    CAPTURE(reply.status);
    CAPTURE(reply.body.substr(0, 300));
    const Operation* operation = described().operation(method, target);
    REQUIRE(operation != nullptr);
    for (const std::string& fault : described().faults(*operation, reply)) FAIL_CHECK(fault);
    if (reply.status >= 300) return reply;
    done.insert(operation->id());
    if (is_audited(method, target)) CHECK(audit_rows() > audited);
    return reply;
  }
  std::int64_t audit_rows() {
    return *store::query_one(
        box.engine, [](const store::Row& row) { return row.integer(0); },
        "SELECT ifnull(max(id), 0) FROM audit");
  }
  // What an administrator changes, and what takes much of the box away.
  static bool is_audited(std::string_view method, const std::string& target) {
    if (!target.starts_with("/api/v1/admin/")) return false;
    // A sign-out that ends no session changes nothing; audit_test.cpp has the others.
    if (method == "DELETE" && target == "/api/v1/admin/session/") return false;
    if (method != "GET") return method != "HEAD" && method != "OPTIONS";
    for (const char* download : {"backup/", "export/", "users/export/", "support/"}) {
      if (target == std::string("/api/v1/admin/") + download) return true;
    }
    return false;
  }
  Reply send(std::string_view method, const std::string& target, HeaderList headers, std::string_view body,
             std::string_view type = json_type) {
    headers.emplace_back("content-type", type);
    return ask(method, target, headers, body);
  }
  Reply admin_says(std::string_view method, const std::string& target, std::string_view body = {}) {
    return send(method, "/api/v1/admin/" + target, as_admin, body);
  }
  Reply owner_says(std::string_view method, const std::string& target, std::string_view body = {}) {
    return send(method, target, as_owner, body);
  }
  Reply owner_sends(std::string_view method, const std::string& target,
                    const std::vector<support::FormPart>& parts) {
    return send(method, target, as_owner, support::multipart(parts), support::form_type);
  }
};

std::string credentials(const std::string& email, const std::string& password) {
  return R"({"email":")" + email + R"(","password":")" + password + "\"}";
}

std::string path_of(const Reply& reply) {  // of a medium's URL
  const std::string url = reply.at("url").to_str();
  return url.substr(url.find("/media/"));
}

void sign_in(Watched& hall) {
  const std::string admin = credentials("admin@example.com", "correct horse");
  const Reply tokens =
      hall.send("POST", "/api/v1/token/", {}, credentials("owner@example.com", "correct horse"));
  REQUIRE(tokens.status == 200);
  const std::string refresh = R"({"refresh":")" + tokens.at("refresh").to_str() + "\"}";
  CHECK(hall.send("POST", "/api/v1/token/refresh/", {}, refresh).status == 200);
  CHECK(hall.send("POST", "/api/v1/token/refresh/", {}, R"({"refresh":"x"})").status == 401);
  CHECK(hall.send("POST", "/api/v1/token/blacklist/", {}, refresh).status == 200);
  CHECK(hall.send("POST", "/api/v1/token/blacklist/", {}, refresh).status == 401);
  CHECK(hall.send("POST", "/api/v1/token/", {}, credentials("owner@example.com", "wrong")).status == 401);
  CHECK(hall.send("POST", "/api/v1/token/", {}, "[]").status == 400);
  CHECK(hall.send("POST", "/api/v1/token/code/", {}, R"({"code":"wrong"})").status == 401);

  const Reply begun = hall.send("POST", "/api/v1/admin/session/", {}, admin);
  CHECK(begun.status == 200);
  const std::string set = begun.header("Set-Cookie");
  const HeaderList cookie = {{"cookie", set.substr(0, set.find(';'))}};
  CHECK(hall.ask("GET", "/api/v1/admin/session/", cookie).status == 200);
  CHECK(hall.ask("DELETE", "/api/v1/admin/session/", cookie).status == 403);
  CHECK(hall.ask("DELETE", "/api/v1/admin/session/", {cookie[0], {"x-expobox", "1"}}).status == 204);
  CHECK(hall.ask("GET", "/api/v1/admin/session/", cookie).status == 401);

  const auto first = [&](const std::string& code) {
    return hall.send("POST", "/api/v1/admin/first-run/", {},
                     R"({"code":")" + code + R"(","email":"chief@example.com","password":"correct horse"})");
  };
  hall.box.write([](store::WriteBatch& w) {
    store::set_setting(w, store::setup_code_sha256, auth::login_code_hash("7KQ2-M0XH-9VDB-RT4E"));
  });
  CHECK(hall.ask("GET", "/api/v1/admin/first-run/", {}).status == 200);
  CHECK(first("wrong").status == 403);
  CHECK(first("7KQ2-M0XH-9VDB-RT4E").status == 200);
}

void fill_shelf(Watched& hall, const std::string& shelf, const std::string& field, const std::string& bytes) {
  const std::string name = field == "video" ? "a.mp4" : "a.png";
  const Reply made = hall.owner_sends("POST", shelf, {{field, bytes, name}});
  CHECK(made.status == 201);
  CHECK(hall.owner_sends("POST", shelf, {{field, "nonsense", name}}).status == 400);
  const std::string one = shelf + number(made.id()) + "/";
  CHECK(hall.owner_says("POST", one + "set-primary/").status == 200);
  CHECK(hall.ask("GET", path_of(made), {}).status == 200);
  CHECK(hall.ask("GET", path_of(made), {{"range", "bytes=0-9"}}).status == 206);
  CHECK(hall.ask("GET", path_of(made), {{"range", "bytes=900000-"}}).status == 416);
  CHECK(hall.ask("GET", path_of(made), {{"if-none-match", "*"}}).status == 304);
  CHECK(hall.owner_says("DELETE", one).status == 204);
}

// A booth that stays, with an item and media.
std::string exhibit(Watched& hall) {
  const std::vector<support::FormPart> parts = {{"name", "Optics"},
                                                {"country", "1"},
                                                {"images", support::png, "a.png"},
                                                {"videos", support::mp4(), "a.mp4"}};
  const Reply made = hall.owner_sends("POST", "/api/v1/booths/", parts);
  REQUIRE(made.status == 201);
  const std::string booth = "/api/v1/booths/" + number(made.id()) + "/";
  const Reply item =
      hall.owner_says("POST", booth + "items/", R"({"name": "Lens", "price": "9.5", "quantity": 3})");
  REQUIRE(item.status == 201);
  const std::string lens = booth + "items/" + number(item.id()) + "/";
  for (const std::string& url : {booth, lens}) {
    CHECK(hall.owner_says("GET", url).status == 200);
    CHECK(hall.owner_says("PUT", url, R"({"name": "New"})").status == 200);
    CHECK(hall.owner_says("PATCH", url, R"({"name": ""})").status == 400);
    CHECK(hall.owner_sends("PATCH", url, {{"images", support::gif, "b.gif"}}).status == 200);
    fill_shelf(hall, url + "images/", "image", support::other_png);
  }
  fill_shelf(hall, booth + "videos/", "video", support::mp4(3000));
  for (const std::string& url :
       {std::string("/api/v1/countries/"), std::string("/api/v1/booths/list/"), booth + "items/list/"}) {
    const Reply all = hall.owner_says("GET", url);
    CHECK(all.status == 200);
    HeaderList again = hall.as_owner;
    again.emplace_back("if-none-match", all.header("ETag"));
    CHECK(hall.ask("GET", url, again).status == 304);
    CHECK(hall.owner_says("GET", url + "?page=1&page_size=1").status == 200);
    CHECK(hall.owner_says("GET", url + "?page=99").status == 404);
  }
  const Reply gone = hall.owner_says("POST", "/api/v1/booths/", R"({"name": "Gone", "country": 2})");
  const std::string other = "/api/v1/booths/" + number(gone.id()) + "/";
  const Reply thing = hall.owner_says("POST", other + "items/", R"({"name": "Thing", "price": null})");
  CHECK(hall.owner_says("DELETE", other + "items/" + number(thing.id()) + "/").status == 204);
  CHECK(hall.owner_says("DELETE", other).status == 204);
  return booth;
}

// An upload in pieces: each of its answers.
void send_in_pieces(Watched& hall, const std::string& booth) {
  const auto tus = [&](std::string_view method, const std::string& target, HeaderList more,
                       std::string_view body = {}) {
    more.insert(more.end(), hall.as_owner.begin(), hall.as_owner.end());
    more.emplace_back("tus-resumable", "1.0.0");
    more.emplace_back("content-type", "application/offset+octet-stream");
    return hall.ask(method, target, more, body);
  };
  const std::string all = "/api/v1/uploads/", id = booth.substr(15, booth.size() - 16);
  const auto told = [&](const std::string& name) {
    return "target " + base::base64_encode("booth_image") + ",booth " + base::base64_encode(id) +
           ",filename " + base::base64_encode("a.png") + ",client_id " +
           base::base64_encode("0192a6f0-7c1e-7b1a-8d55-0a1b2c3d4e5" + name);
  };
  const auto create = [&](const std::string& name, std::size_t size) {
    return tus("POST", all,
               {{"upload-length", number(static_cast<std::int64_t>(size))}, {"upload-metadata", told(name)}});
  };
  const std::string& png = support::png;
  hall.box.clock.set_source(base::ClockSource::system);
  CHECK(hall.ask("POST", all, hall.as_owner).status == 412);
  CHECK(create("a", 0).status == 400);
  CHECK(create("a", 1'000'000).status == 413);
  const Reply made = create("a", png.size());
  REQUIRE(made.status == 201);
  CHECK_FALSE(made.header("Upload-Expires").empty());
  const std::string upload = made.header("Location");
  CHECK(create("a", 7).status == 409);
  CHECK(tus("PATCH", upload, {{"upload-offset", "0"}, {"upload-checksum", "sha1 AAAA"}}, png).status == 400);
  const std::string zeros = base::base64_encode(std::string(20, '\0'));
  CHECK(tus("PATCH", upload, {{"upload-offset", "0"}, {"upload-checksum", "sha1 " + zeros}}, png).status ==
        460);
  CHECK(tus("PATCH", upload, {{"upload-offset", "0"}}, png + "more").status == 413);
  CHECK(tus("PATCH", upload, {{"upload-offset", "0"}}, png.substr(0, 40)).status == 204);
  CHECK(tus("PATCH", upload, {{"upload-offset", "7"}}, png.substr(40)).status == 409);
  CHECK(tus("GET", upload, {}).at("state").to_str() == "receiving");
  CHECK(tus("GET", all, {}).json().get<base::JsonArray>().size() == 1);
  CHECK(tus("PATCH", upload, {{"upload-offset", "40"}}, png.substr(40)).status == 204);
  CHECK(tus("GET", upload, {}).at("media").is<base::JsonObject>());
  CHECK(tus("DELETE", upload, {}).status == 204);
  const std::string ended = create("c", 100).header("Location");
  const std::string unfinished =
      hall.admin_says("GET", "uploads/").at("unfinished").get(0).get("name").to_str() + "/";
  CHECK(hall.admin_says("DELETE", "uploads/unfinished/" + unfinished).status == 204);
  CHECK(hall.admin_says("DELETE", "uploads/unfinished/" + unfinished).status == 404);
  CHECK(tus("GET", ended, {}).status == 404);
  const std::string bad = create("b", 100).header("Location");
  CHECK(tus("PATCH", bad, {{"upload-offset", "0"}}, std::string(100, 'x')).status == 400);
  CHECK(tus("GET", bad, {}).at("fault").is<base::JsonObject>());
  CHECK(tus("PATCH", bad, {{"upload-offset", "0"}}, "x").status == 410);
}

void keep_accounts(Watched& hall) {
  const Reply made = hall.admin_says("POST", "users/", R"({"email": "new@example.com", "name": "New"})");
  REQUIRE(made.status == 201);
  const std::string user = "users/" + number(made.id()) + "/";
  const std::string with_password = R"({"email": "own@example.com", "password": "battery staple"})";
  CHECK(hall.admin_says("POST", "users/", with_password).status == 201);
  CHECK(hall.admin_says("POST", "users/", with_password).status == 400);
  for (const char* query : {"", "?page=1", "?role=admin", "?search=new"}) {
    CHECK(hall.admin_says("GET", std::string("users/") + query).status == 200);
  }
  CHECK(hall.admin_says("GET", "users/?role=king").status == 400);
  CHECK(hall.admin_says("GET", user).status == 200);
  CHECK(hall.admin_says("PATCH", user, R"({"stand": "B12", "is_active": true})").status == 200);
  const Reply card = hall.admin_says("POST", user + "code/");
  CHECK(hall.send("POST", "/api/v1/token/code/", {}, R"({"code":")" + card.at("code").to_str() + "\"}")
            .status == 200);
  CHECK(hall.admin_says("POST", "users/codes/", R"({"users": [)" + number(made.id()) + "]}").status == 200);
  CHECK(hall.admin_says("POST", "users/codes/", R"({"users": [999]})").status == 400);
  CHECK(hall.admin_says("POST", user + "sign-out/").status == 204);
  CHECK(hall.admin_says("DELETE", user + "throttle/").status == 204);
  CHECK(hall.admin_says("GET", "users/export/").status == 200);

  const Reply begun =
      hall.admin_says("POST", "import/", R"({"text": "email,name\nin@example.com,In\nbad,Bad\n"})");
  CHECK(begun.status == 202);
  hall.box.ended(begun, hall.as_admin);
  const std::string job = "jobs/" + number(begun.id()) + "/";
  CHECK(hall.admin_says("GET", "jobs/").status == 200);
  CHECK(hall.admin_says("GET", job).at("result").get("errors").get<std::int64_t>() == 1);
  CHECK(hall.admin_says("DELETE", job).status == 204);
  CHECK(hall.admin_says("POST", "import/", R"({"text": "nothing"})").status == 400);
  const Reply skipping =
      hall.admin_says("POST", "import/", R"({"text": "email\nin@example.com\nbad\n", "skip_errors": true})");
  hall.box.ended(skipping, hall.as_admin);
  CHECK(
      hall.admin_says("GET", "jobs/" + number(skipping.id()) + "/").at("result").get("written").get<bool>());
}

void watch(Watched& hall, const std::string& booth) {
  hall.box.diagnosis.raise("unclean_stop", "warning", "");
  CHECK(hall.admin_says("GET", "board/").status == 200);  // one that is not on the drive yet
  hall.box.diagnosis.check_all();
  hall.box.clock.advance(600);
  CHECK(hall.admin_says("GET", "board/?since=2020-01-01T00:00:00Z").status == 200);
  CHECK(hall.admin_says("GET", "board/?since=monday").status == 400);
  const Reply messages = hall.admin_says("GET", "messages/");
  const std::int64_t message = messages.json().get(0).get("id").get<std::int64_t>();
  CHECK(hall.admin_says("GET", "messages/?page=1").status == 200);
  CHECK(hall.admin_says("GET", "audit/").status == 200);
  CHECK(hall.admin_says("GET", "audit/?page=1").status == 200);
  CHECK(hall.admin_says("POST", "messages/" + number(message) + "/read/").status == 204);
  CHECK(hall.admin_says("GET", "log/?level=debug").at("lines").get<base::JsonArray>().size() > 10);
  CHECK(hall.admin_says("GET", "log/?level=loud").status == 400);
  CHECK(hall.admin_says("GET", "support/").status == 200);

  hall.box.on_read = [&, once = false](std::uint64_t taken) mutable {
    if (taken < 2000 || std::exchange(once, true)) return;
    const Reply uploads = hall.admin_says("GET", "uploads/");
    const std::int64_t id = uploads.at("active").get(0).get("id").get<std::int64_t>();
    CHECK(hall.admin_says("DELETE", "uploads/" + number(id) + "/").status == 204);
  };
  CHECK(hall.owner_sends("POST", booth + "videos/", {{"video", support::mp4(9000), "a.mp4"}}).status == 409);
  CHECK(hall.admin_says("PUT", "uploads/", R"({"videos_paused": true})").status == 200);
  CHECK(hall.owner_sends("POST", booth + "videos/", {{"video", support::mp4(), "a.mp4"}}).status == 503);
  CHECK(hall.admin_says("PUT", "uploads/", R"({"videos_paused": false})").status == 200);
}

void manage(Watched& hall, const std::string& booth) {
  for (const char* list : {"booths/", "media/"}) {
    const Reply all = hall.admin_says("GET", list);
    CHECK_FALSE(all.json().get<base::JsonArray>().empty());
    CHECK(hall.admin_says("GET", std::string(list) + "?page_size=1").status == 200);
    CHECK(hall.admin_says("GET", std::string(list) + "?page=99").status == 404);
  }
  CHECK(hall.admin_says("GET", "booths/?country=x").status == 400);
  CHECK(hall.admin_says("GET", "booths/categories/").status == 200);
  const std::string owner = booth.substr(std::string("/api/v1/").size()) + "owner/";
  CHECK(hall.admin_says("PUT", owner, R"({"owner": )" + number(hall.stranger_id.value) + "}").status == 200);
  CHECK(hall.admin_says("PUT", owner, R"({"owner": 999})").status == 400);

  CHECK(
      hall.admin_says("PATCH", "settings/", R"({"allowed_hosts": ["fair.example.com"], "wifi_name": "Hall"})")
          .status == 200);
  CHECK(hall.admin_says("PATCH", "settings/", R"({"files": "many", "colour": 1})").status == 400);
  CHECK(hall.admin_says("GET", "settings/").status == 200);
  CHECK(hall.admin_says("GET", "connect/").at("wifi").contains("qr"));
  const Reply country = hall.admin_says("POST", "countries/", R"({"name": "Germany", "code": "DE"})");
  CHECK(hall.admin_says("POST", "countries/", R"({"name": "Germany", "code": "de"})").status == 400);
  CHECK(hall.admin_says("PATCH", "countries/" + number(country.id()) + "/", R"({"code": "DD"})").status ==
        200);
  CHECK(hall.admin_says("DELETE", "countries/" + number(country.id()) + "/").status == 204);
  CHECK(hall.admin_says("DELETE", "countries/1/").status == 409);
  CHECK(hall.admin_says("GET", "clock/").status == 200);
  const std::string later = base::iso_time(base::latest_plausible());
  CHECK(hall.admin_says("PUT", "clock/", R"({"time": ")" + later + "\"}").status == 200);
  CHECK(hall.admin_says("PUT", "clock/", R"({"time": "noon"})").status == 400);
}

void serve_drives(Watched& hall) {
  CHECK(hall.admin_says("POST", "drives/", R"({"uuid": "1A2B-3C4D"})").status == 409);
  support::put(hall.box.drives.state + "/paired", "ABCD-0001\n");
  CHECK(hall.admin_says("POST", "drives/", R"({"uuid": "1A2B-3C4D"})").status == 404);
  support::put(hall.box.drives.status + "/sdb1", "device=sdb1\nuuid=1A2B-3C4D\nstate=unpaired\n");
  CHECK(hall.admin_says("GET", "drives/").status == 200);
  CHECK(hall.admin_says("POST", "drives/", R"({"uuid": "1A2B-3C4D"})").status == 201);
  CHECK(hall.admin_says("POST", "drives/", R"({"uuid": "1A2B-3C4D"})").status == 200);
  CHECK(hall.admin_says("POST", "drives/", R"({"uuid": "x"})").status == 400);
  CHECK(hall.admin_says("DELETE", "drives/ABCD-0001/").status == 204);
  CHECK(hall.admin_says("DELETE", "drives/ABCD-0001/").status == 404);
}

void save(Watched& hall) {
  CHECK(hall.admin_says("GET", "export/").status == 200);
  const Reply backup = hall.admin_says("GET", "backup/");
  CHECK(backup.status == 200);
  CHECK(hall.admin_says("GET", "save/").at("last_backup_at").is<std::string>());
  CHECK(hall.admin_says("GET", "board/").status == 200);
  const std::string url = "/api/v1/admin/restore/";
  HeaderList tar = hall.as_admin;
  tar.emplace_back("content-type", "application/x-tar");
  CHECK(hall.ask("POST", url, tar, backup.body).status == 400);
  CHECK(hall.ask("POST", url + "?confirm=RESTORE", tar, "nonsense").status == 400);
  CHECK(hall.ask("POST", url + "?confirm=RESTORE", tar, backup.body, true).status == 411);
  CHECK(hall.admin_says("POST", "restore/?confirm=RESTORE", "{}").status == 415);
  const Reply job = hall.ask("POST", url + "?confirm=RESTORE", tar, backup.body);
  REQUIRE(job.status == 202);
  hall.box.ended(job, hall.as_admin);
  CHECK(hall.admin_says("GET", "jobs/" + number(job.id()) + "/").at("result").contains("differing"));
  CHECK(hall.ask("POST", url + "?confirm=RESTORE", tar, backup.body).status == 409);
}

void pull(Watched& hall) {
  const std::string feed = "/api/v1/sync/changes/", check = "/api/v1/sync/media/check/";
  CHECK(hall.ask("GET", "/api/v1/sync/", {}).status == 200);
  const std::string epoch = hall.owner_says("GET", feed + "?limit=500").at("epoch").to_str();
  const Reply all =
      hall.owner_says("GET", feed + "?limit=500&since=" + base::base64url_encode("v1." + epoch + ".0"));
  std::set<std::string> told;
  const base::Json changes = all.at("changes");
  for (const base::Json& one : changes.get<base::JsonArray>()) {
    told.insert(one.get("op").to_str() + " " + one.get("type").to_str());
  }
  for (const char* kind : {"put booth", "put item", "put image", "put video", "put country", "delete booth",
                           "delete item", "delete image", "delete country"}) {
    CHECK_MESSAGE(told.contains(kind), kind, " is not among the answers");
  }
  HeaderList again = hall.as_owner;
  again.emplace_back("if-none-match", all.header("ETag"));
  CHECK(hall.ask("GET", feed, again).status == 304);
  CHECK(hall.owner_says("GET", feed + "?limit=x").status == 400);
  CHECK(hall.owner_says("GET", feed + "?since=" + base::base64url_encode("v1.x.1")).status == 410);
  CHECK(hall.owner_says("POST", check, R"({"sha256": [")" + std::string(64, 'a') + "\"]}").status == 200);
  CHECK(hall.owner_says("POST", check, R"({"sha256": 1})").status == 400);
}

void push(Watched& hall) {
  const std::string to = "/api/v1/sync/push/", log = "/api/v1/admin/conflicts/";
  const auto op = [](const std::string& id, const std::string& row, std::int64_t base,
                     const std::string& fields) {
    return support::Op{id, "booth", "put", row, base, fields};
  };
  const auto sent = [&](const std::vector<support::Op>& ops, const std::string& more = {}) {
    return hall.owner_says("POST", to, support::push_of(ops, more));
  };
  CHECK(
      sent({op("1", "f1", 0, R"({"name": "a", "country": 1})"), op("2", "f2", 0, R"({"name": 1})")}).status ==
      200);
  const auto again = [&] { return sent({op("1", "f1", 0, R"({"name": "a", "country": 1})")}); };
  CHECK(again().body.find("replayed") != std::string::npos);
  sent({op("3", "f1", 0, R"({"name": "b", "country": 2, "description": "c"})")});
  sent({op("4", "f1", 0, R"({"name": "d"})"), {"5", "item", "put", "f3", 0, R"({"name": "x"})", "f4"}});
  sent({op("6", "f1", 0, R"({"country": 7})"), {"7", "image", "primary", "f5"}});
  sent({op("8", "f1", 9, R"({"name": ""})"), op("9", "f1", 9, "{}")});
  CHECK(sent({op("a", "f6", 0, "{}"), op("b", "f7", 0, R"({"name": "a", "country": 1})")},
             R"("atomic": true, )")
            .body.find("aborted") != std::string::npos);
  CHECK(sent({op("c", "f1", 0, "{}")}, R"("since": ")" + base::base64url_encode("v1.x.1") + "\", ").status ==
        410);
  CHECK(hall.owner_says("POST", to, R"({"ops": 1})").status == 400);
  CHECK(hall.owner_says("POST", to, std::string((1 << 20) + 1, ' ')).status == 413);
  const auto all = hall.admin_says("GET", "conflicts/").json().get<base::JsonArray>();
  REQUIRE(all.size() >= 3);
  CHECK(hall.admin_says("GET", "conflicts/?page_size=1&settled=open&user=1").status == 200);
  CHECK(hall.admin_says("GET", "conflicts/?settled=x").status == 400);
  const auto settle = [&](std::size_t at, const char* use) {
    return hall.send("POST", log + number(all.at(at).get("id").get<std::int64_t>()) + "/", hall.as_admin, use)
        .status;
  };
  CHECK(settle(0, R"({"use": true})") == 200);
  CHECK(settle(0, R"({"use": false})") == 409);
  CHECK(settle(1, "{}") == 400);
  CHECK(settle(1, R"({"use": false})") == 200);
}

}  // namespace

TEST_CASE("schema: every operation answers as it is described when it is done") {
  Watched hall({.requests_per_minute = 100'000});
  sign_in(hall);
  const std::string booth = exhibit(hall);
  pull(hall);
  push(hall);
  send_in_pieces(hall, booth);
  keep_accounts(hall);
  watch(hall, booth);
  manage(hall, booth);
  serve_drives(hall);
  CHECK(hall.owner_says("GET", "/api/v1/sync/changes/?types=booth").body.find("revoke") != std::string::npos);
  for (const char* url : {"/readyz", "/api/v1/health/", "/api/v1/schema/", "/", "/web/app.js"}) {
    CHECK(hall.ask("GET", url, {}).status == 200);
  }
  CHECK(hall.ask("GET", "/metrics", hall.as_admin).status == 200);
  CHECK(hall.ask("GET", "/ca.crt", {}).status == 404);
  CHECK(hall.ask("GET", "/ca.crl", {}).status == 404);
  const crypto::CertifiedKey authority = crypto::create_ca("ExpoBox", {0, 1}, {"expobox.local"});
  hall.box.secure = {8443, "00", authority.certificate, crypto::create_crl(authority)};
  CHECK(hall.ask("GET", "/ca.crt", {}).status == 200);
  CHECK(hall.ask("GET", "/ca.crl", {}).status == 200);
  CHECK(hall.admin_says("GET", "connect/").at("secure").contains("certificate"));
  save(hall);
  for (const Operation& one : described().operations()) {
    CHECK_MESSAGE(hall.done.contains(one.id()), one.id(), " was never done");
  }
}

TEST_CASE(
    "schema: every operation answers as it is described who brings nothing, and asks for nothing there") {
  Watched hall;
  for (const Operation& one : described().operations()) {
    CAPTURE(one.id());
    const std::string url = one.url("999", "none.png");
    const auto access = Described::access(one);
    CHECK((hall.ask(one.method, url, {}).status == 401) == (access != http::Access::anyone));
    const int exhibitor = hall.ask(one.method, url, hall.as_owner).status;
    CHECK((exhibitor == 403) == (access == http::Access::admin));
    CHECK(exhibitor != 401);
    const int administrator = hall.ask(one.method, url, hall.as_admin).status;
    CHECK(administrator != 401);
    CHECK((administrator == 403) == (one.id() == "createBooth"));  // of which this one may have none
    CHECK(hall.ask(one.method, url, {{"host", "box.example.com"}}).status == 400);
    if (!one.json.contains("requestBody")) continue;
    CHECK(hall.send(one.method, url, hall.as_admin, "x", "text/plain").status >= 400);
  }
}

TEST_CASE("schema: who asks too often, sends too much or the wrong thing is answered as it is described") {
  Watched busy({.requests_per_minute = 1});
  CHECK(busy.owner_says("GET", "/api/v1/countries/").status == 200);
  const Reply refused = busy.owner_says("GET", "/api/v1/countries/");
  CHECK(refused.status == 429);
  CHECK_FALSE(refused.header("Retry-After").empty());
  CHECK_FALSE(refused.header("X-RateLimit-Reset").empty());

  BoxOptions small;
  small.api.text_bytes = 100;
  Watched hall(small);
  const std::string large = R"({"name": ")" + std::string(200, 'x') + "\"}";
  CHECK(hall.admin_says("PATCH", "settings/", large).status == 413);
  CHECK(hall.send("PUT", "/api/v1/admin/clock/", hall.as_admin, "x", "text/plain").status == 415);
}

TEST_CASE("schema: a drive that fails or is full is told of as it is described") {
  Watched hall;
  const std::string booth = hall.new_booth();
  for (const auto& [why, status] :
       {std::pair(Why::overload, 503), std::pair(Why::disk, 503), std::pair(Why::full, 507)}) {
    hall.box.engine.broken = why;
    CHECK(hall.owner_says("PATCH", booth, R"({"name": "New"})").status == status);
    CHECK(hall.owner_says("DELETE", booth).status == status);
    CHECK(hall.admin_says("PATCH", "settings/", R"({"files": 3})").status == status);
    CHECK(hall.admin_says("POST", "users/", R"({"email": "new@example.com"})").status == status);
    CHECK(hall.ask("GET", "/readyz", {}).status == 503);
  }
}

TEST_CASE("schema: answers to versions, client ids and keys are as described") {
  Watched hall;
  const std::string name = "0192f0c1-0000-7000-8000-00000000000a";
  const std::string fields = R"({"name": "N", "country": 1, "client_id": ")" + name + "\"}";
  const auto with = [&](const std::string& header, const std::string& value) {
    HeaderList headers = hall.as_owner;
    headers.emplace_back(header, value);
    return headers;
  };
  const auto keyed = [&](std::string_view body) {
    return hall.send("POST", "/api/v1/booths/", with("idempotency-key", "k"), body);
  };
  const Reply made = keyed(fields);
  CHECK(keyed(fields).header("Idempotency-Replayed") == "true");
  CHECK(keyed("{}").status == 422);
  CHECK(hall.owner_says("POST", "/api/v1/booths/", fields).status == 200);
  const std::string booth = "/api/v1/booths/" + number(made.id()) + "/";
  CHECK(hall.owner_says("POST", booth + "items/", fields).status == 409);
  CHECK(hall.ask("GET", booth, with("if-none-match", made.header("ETag"))).status == 304);
  CHECK(hall.send("PUT", booth, with("if-match", "\"booth-9-9\""), "{}").status == 412);
  CHECK(hall.admin_says("PATCH", "settings/", R"({"require_if_match": "on"})").status == 200);
  CHECK(hall.send("PUT", booth, with("x-expobox-sync", "1"), "{}").status == 428);
  CHECK(hall.send("PUT", "/api/v1/booths/999/", with("if-match", "*"), "{}").status == 412);
  CHECK(hall.ask("DELETE", booth, with("if-match", made.header("ETag"))).status == 204);
  CHECK(keyed(fields).status == 410);
}
