// SPDX-License-Identifier: MIT
//
// What was given to somebody, and what becomes of each of it when they are to be kept out: every pair.

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "auth/login_code.h"
#include "base/text/text.h"
#include "cli/commands.h"
#include "crypto/hash.h"
#include "support/samples.h"
#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::Reply;
using support::WholeBox;

constexpr auto ann = "ann@example.com", chief = "chief@example.com";
constexpr auto new_key = "another key, which is long enough to be one";

int run(std::vector<std::string> arguments, const std::string& data) {
  arguments.insert(arguments.end(), {"--data", data});
  std::istringstream in;
  std::ostringstream out, err;
  return app::run_command_line(arguments, {in, out, err});
}

base::Json parsed(const Reply& reply) { return base::parse_json(reply.body); }

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

std::string request_head(const std::string& method, const std::string& target, const std::string& headers) {
  return method + " " + target + " HTTP/1.1\r\nHost: box\r\n" + headers;
}

// As a central server signs it: without a generation, and with a clock of its own.
std::string central(const std::string& kind, const std::string& key) {
  const std::string signed_part =
      base::base64url_encode(R"({"alg":"HS256","typ":"JWT"})") + "." +
      base::base64url_encode(R"({"token_type":")" + kind +
                             R"(","exp":99999999999,"iat":99999999990,"jti":"central","user_id":1})");
  return signed_part + "." + base::base64url_encode(crypto::hmac_sha256(key, signed_part));
}

// A box with two administrators. Ann, whose id is 1, has everything that lets somebody in.
struct Hall : WholeBox {
  Hall() {
    with_store([](store::WriteBatch& w) { store::update_user(w, {1}, {.admin = true}); });
    add_user(chief, true);
    with_store([&](store::WriteBatch& w) { store::set_login_code(w, {1}, auth::login_code_hash(code)); });
    // The rank has changed above; a central server's tokens are of the first generation.
    with_store([](store::WriteBatch& w) { w.run("UPDATE users SET generation = 0"); });
    tokens = sign_in(ann);
    for_chief = sign_in(chief).access;
    const Reply session = asked(post_as_nobody("/api/v1/admin/session/", credentials()));
    REQUIRE(session.status == 200);
    cookie = "Cookie: " + session.field("set-cookie").substr(0, session.field("set-cookie").find(';')) +
             "\r\nX-ExpoBox: 1\r\n";
    const Reply made = asked(request_head("POST", "/api/v1/booths/", bearer(tokens.access)) +
                             json_of_text(R"({"name":"B","country":1})"));
    REQUIRE(made.status == 201);
    booth = std::to_string(parsed(made).get("id").get<std::int64_t>());
    const Reply begun = asked(request_head(
        "POST", "/api/v1/uploads/",
        bearer(tokens.access) + "Tus-Resumable: 1.0.0\r\nUpload-Length: 10000\r\nUpload-Metadata: target " +
            base::base64_encode("booth_image") + ",booth " + base::base64_encode(booth) + ",filename " +
            base::base64_encode("a.png") + "\r\nContent-Length: 0\r\n\r\n"));
    REQUIRE(begun.status == 201);
    tus = begun.field("location");
  }

  static std::string credentials() {
    return std::string(R"({"email":")") + ann + R"(","password":"open-sesame"})";
  }
  static std::string json_of_text(const std::string& text) { return WholeBox::json_of(text); }
  Reply asked(const std::string& request) const {
    const auto reply = RawClient(port()).ask(request);
    REQUIRE(reply);
    return *reply;
  }
  int status(const std::string& request) const { return asked(request).status; }
  std::string key() const { return *base::read_file(data() + "/keys/jwt.key"); }
  template <class Fill>
  void with_store(Fill fill) const {
    store::SqliteEngine engine(data() + "/expobox.db");
    store::WriteBatch write;
    fill(write);
    REQUIRE_FALSE(engine.write(write).refused);
  }
  void as_chief(const std::string& method, const std::string& target, const std::string& json) const {
    const int got = status(request_head(method, target, bearer(for_chief)) + json_of_text(json));
    REQUIRE((got == 200 || got == 204));
  }

  // A photo of which the first half comes before the account's end, on a connection that stays.
  static std::string photo() {
    return "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n" +
           support::png() + "\r\n--B--\r\n";
  }
  std::string photo_head(const std::string& with) const {
    return request_head("POST", "/api/v1/booths/" + booth + "/images/",
                        with + "Content-Type: multipart/form-data; boundary=B\r\nContent-Length: " +
                            std::to_string(photo().size()) + "\r\n\r\n");
  }

  const std::string code = auth::new_login_code();
  Pair tokens;
  std::string for_chief, cookie, booth, tus;
};

// Whether each is refused, asked in this order.
std::map<std::string, bool> refused(const Hall& hall, const Hall& asked, const std::string& key) {
  const auto get = [&](const std::string& target, const std::string& with) {
    return asked.status(request_head("GET", target, with) + "\r\n") == 401;
  };
  const auto post = [&](const std::string& target, const std::string& json) {
    return asked.status(WholeBox::post_as_nobody(target, json)) == 401;
  };
  const auto tus = [&](const std::string& method) {
    return asked.status(request_head(method, hall.tus,
                                     bearer(hall.tokens.access) +
                                         "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: 3\r\n"
                                         "Content-Type: application/offset+octet-stream\r\n\r\nabc")) == 401;
  };
  const std::string countries = "/api/v1/countries/";
  return {
      {"access", get(countries, bearer(hall.tokens.access))},
      {"refresh", post("/api/v1/token/refresh/", R"({"refresh":")" + hall.tokens.refresh + "\"}")},
      {"code", post("/api/v1/token/code/", R"({"code":")" + hall.code + "\"}")},
      {"cookie", get("/api/v1/admin/board/", hall.cookie)},
      {"central access", get(countries, bearer(central("access", key)))},
      {"central refresh",
       post("/api/v1/token/refresh/", R"({"refresh":")" + central("refresh", key) + "\"}")},
      {"tus PATCH", tus("PATCH")},
      {"tus DELETE", tus("DELETE")},
      {"tus HEAD",
       asked.status(request_head("HEAD", hall.tus, bearer(hall.tokens.access) + "Tus-Resumable: 1.0.0\r\n") +
                    "\r\n") == 401},
  };
}

using Event = std::function<void(Hall&)>;

// The upload is under way with a token, or with a session, when it happens; its end is the last thing sent.
void check_uploads_under_way(const Event& happens) {
  for (const bool by_session : {false, true}) {
    CAPTURE(by_session);
    Hall hall;
    RawClient phone(hall.port());
    const std::string body = Hall::photo(), with = by_session ? hall.cookie : bearer(hall.tokens.access);
    REQUIRE(phone.send(hall.photo_head(with) + body.substr(0, body.size() / 2)));
    CHECK_FALSE(phone.hears_within(std::chrono::milliseconds(200)));
    happens(hall);
    phone.send(body.substr(body.size() / 2));
    const auto reply = phone.read();  // none, where the box has begun again
    CHECK((!reply || reply->status == 401));
    store::SqliteEngine engine(hall.data() + "/expobox.db");
    CHECK(*store::query_one(
              engine, [](const store::Row& row) { return row.integer(0); }, "SELECT count(*) FROM media") ==
          0);
  }
}

void restore_in_the_page(Hall& hall) {
  const Reply backup =
      hall.asked(request_head("GET", "/api/v1/admin/backup/", bearer(hall.for_chief)) + "\r\n");
  REQUIRE(backup.status == 200);
  const Reply begun =
      hall.asked(request_head("POST", "/api/v1/admin/restore/?confirm=RESTORE",
                              bearer(hall.for_chief) + "Content-Type: application/x-tar\r\nContent-Length: " +
                                  std::to_string(backup.body.size()) + "\r\n\r\n" + backup.body));
  REQUIRE(begun.status == 202);
  const std::string job =
      "/api/v1/admin/jobs/" + std::to_string(parsed(begun).get("id").get<std::int64_t>()) + "/";
  for (int i = 0; i < 1000; ++i) {
    const Reply seen = hall.asked(request_head("GET", job, bearer(hall.for_chief)) + "\r\n");
    const std::string state = parsed(seen).get("state").to_str();
    if (state == "done") return hall.restart();
    REQUIRE(state == "running");
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("the restore does not end");
}

void change_key(Hall& hall) {
  base::write_atomically(hall.data() + "/keys/jwt.key", new_key);
  for (int i = 0; i < 1000; ++i) {  // the box looks for it now and then
    if (hall.status(request_head("GET", "/api/v1/countries/", bearer(hall.for_chief)) + "\r\n") == 401)
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("the new key is not used");
}

const std::vector<std::pair<const char*, Event>>& events() {
  static const std::vector<std::pair<const char*, Event>> table = {
      {"password change",
       [](Hall& hall) {
         hall.as_chief("PATCH", "/api/v1/admin/users/1/", R"({"password":"another-sesame"})");
       }},
      {"signed out", [](Hall& hall) { hall.as_chief("POST", "/api/v1/admin/users/1/sign-out/", "{}"); }},
      {"disabled",
       [](Hall& hall) { hall.as_chief("PATCH", "/api/v1/admin/users/1/", R"({"is_active":false})"); }},
      {"disabled, enabled",
       [](Hall& hall) {
         hall.as_chief("PATCH", "/api/v1/admin/users/1/", R"({"is_active":false})");
         hall.as_chief("PATCH", "/api/v1/admin/users/1/", R"({"is_active":true})");
       }},
      {"demoted",
       [](Hall& hall) { hall.as_chief("PATCH", "/api/v1/admin/users/1/", R"({"is_admin":false})"); }},
      {"deleted",
       [](Hall& hall) {
         hall.with_store([](store::WriteBatch& w) {
           w.run("DELETE FROM uploads");
           w.run("DELETE FROM sessions");
           w.run("DELETE FROM booths");
           w.run("DELETE FROM users WHERE id = 1");
         });
       }},
      {"restored by command",
       [](Hall& hall) {
         const std::string backup = hall.data() + "/../backup.tar";
         REQUIRE(run({"backup", backup}, hall.data()) == 0);
         hall.with_store([](store::WriteBatch& w) { store::set_login_code(w, {1}, "another"); });
         hall.restart([&] { REQUIRE(run({"restore", backup}, hall.data()) == 0); });
         std::filesystem::remove(backup);
       }},
      {"restored in the page", [](Hall& hall) { restore_in_the_page(hall); }},
      {"signing key changed", change_key},
  };
  return table;
}

}  // namespace

TEST_CASE("revocation: before anything happens all of it is good") {
  const Hall hall;
  for (const auto& [what, is_refused] : refused(hall, hall, hall.key())) {
    CAPTURE(what);
    CHECK_FALSE(is_refused);
  }
}

TEST_CASE("revocation: nothing that was given is good after any of the events") {
  for (const auto& [event, happens] : events()) {
    CAPTURE(event);
    Hall hall;
    const std::string key = hall.key();
    happens(hall);
    for (const auto& [what, is_refused] : refused(hall, hall, key)) {
      CAPTURE(what);
      // A login code is no more signed than a password is; and one that the replaced box takes stays good.
      const bool stays = what == "code" && (std::string(event) == "signing key changed" ||
                                            std::string(event) == "restored in the page");
      CHECK(is_refused == !stays);
    }
  }
}

TEST_CASE("revocation: an upload under way is refused at its end, and leaves nothing") {
  for (const auto& [event, happens] : events()) {
    CAPTURE(event);
    check_uploads_under_way(happens);
  }
}
