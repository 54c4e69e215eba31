// SPDX-License-Identifier: MIT
// What the box keeps to itself: on the wire, on the drive, in the log.

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <vector>

#include "auth/login_code.h"
#include "base/log.h"
#include "support/captured_log.h"
#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::Reply;
using support::WholeBox;

constexpr auto new_code_for = "ann@example.com";

Reply ask(const WholeBox& box, const std::string& request) {
  const auto reply = RawClient(box.port()).ask(request);
  REQUIRE(reply);
  return *reply;
}

std::string member(const Reply& reply, const char* name) {
  REQUIRE(reply.status == 200);
  return base::parse_json(reply.body).get(name).get<std::string>();
}

// A code for the exhibitor, as `expobox user code` makes one beside a running server.
std::string new_code(const WholeBox& box) {
  store::SqliteEngine engine(box.data() + "/expobox.db");
  const std::string code = auth::new_login_code();
  store::WriteBatch write;
  store::set_login_code(write, store::user_by_email(engine, new_code_for)->id, auth::login_code_hash(code));
  engine.write(write);
  return code;
}

std::string code_request(const std::string& code) {
  return WholeBox::post_as_nobody("/api/v1/token/code/", R"({"code":")" + code + "\"}");
}

std::string refresh_request(const std::string& token) {
  return WholeBox::post_as_nobody("/api/v1/token/refresh/", R"({"refresh":")" + token + "\"}");
}

// Everybody may read new files for as long as this lives, unless their maker says otherwise.
class OpenUmask {
 public:
  OpenUmask() : kept_(::umask(0)) {}
  ~OpenUmask() { ::umask(kept_); }

 private:
  mode_t kept_;
};

mode_t mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 0777;
}

bool filesystem_has_modes(const std::string& folder) {
  const std::string probe = folder + "/probe";
  base::write_atomically(probe, "x");
  const bool has = ::chmod(probe.c_str(), 0640) == 0 && mode_of(probe) == 0640;
  base::remove_file(probe);
  return has;
}

}  // namespace

TEST_CASE("secrets: every answer tells browsers to guess nothing and to tell nothing") {
  const WholeBox box;
  for (const std::string& request :
       {std::string("GET /api/v1/health/ HTTP/1.1\r\nHost: box\r\n\r\n"), box.get("/api/v1/booths/list/"),
        box.get("/nothing/"), box.get("/api/v1/health"), box.head("OPTIONS", "/api/v1/booths/") + "\r\n",
        box.head("BREW", "/api/v1/booths/") + "\r\n",
        std::string("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
        WholeBox::login("ann@example.com", "wrong"), std::string("rubbish\r\n\r\n"),
        std::string("GET /%zz HTTP/1.1\r\nHost: box\r\n\r\n"),
        std::string("GET /media/booths/1/x.png HTTP/1.1\r\nHost: box\r\n\r\n")}) {
    CAPTURE(request);
    const Reply reply = ask(box, request);
    CHECK(reply.field("x-content-type-options") == "nosniff");
    CHECK(reply.field("referrer-policy") == "no-referrer");
    CHECK(reply.field("cross-origin-resource-policy") == "same-origin");
  }
}

TEST_CASE("secrets: no cache keeps a token") {
  const WholeBox box;
  const Reply pair = ask(box, WholeBox::login("ann@example.com", "open-sesame"));
  const std::string refresh = member(pair, "refresh");
  for (const Reply& reply :
       {pair, ask(box, code_request(new_code(box))), ask(box, refresh_request(refresh))}) {
    CHECK(reply.status == 200);
    CHECK(reply.field("cache-control") == "no-store");
  }
}

TEST_CASE("secrets: nobody else on the machine reads the data folder, whatever the umask") {
  const OpenUmask open;
  const WholeBox box;
  ask(box, box.post("/api/v1/booths/", R"({"name":"B","country":1})"));
  if (!filesystem_has_modes(box.data())) {
    MESSAGE("not looked at: this filesystem keeps no modes");
    return;
  }
  CHECK(mode_of(box.data()) == 0700);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(box.data())) {
    CAPTURE(entry.path().string());
    names.push_back(entry.path().filename().string());
    CHECK(mode_of(entry.path().string()) == (entry.is_directory() ? 0700 : 0600));
  }
  for (const char* name : {"expobox.db", "expobox.db-wal", "jwt.key", "expobox.lock"}) {
    CAPTURE(name);
    CHECK(std::ranges::find(names, name) != names.end());
  }
}

TEST_CASE("secrets: the log holds none of them") {
  const support::Captured captured;
  base::set_log_level(base::Level::debug);
  std::vector<std::string> secrets = {"open-sesame", "a wrong guess", "ZZZZ-ZZZZ-ZZZZ-ZZZZ"};
  {
    const WholeBox box;
    secrets.push_back(box.token());
    secrets.push_back(base::read_file(box.data() + "/keys/jwt.key").value());
    secrets.push_back(new_code(box));
    const Reply by_code = ask(box, code_request(secrets.back()));
    for (const char* kind : {"access", "refresh"}) secrets.push_back(member(by_code, kind));
    secrets.push_back(member(ask(box, refresh_request(secrets.back())), "access"));
    const std::string bearer = "Authorization: Bearer " + secrets.back() + "\r\n";
    ask(box, WholeBox::login("ann@example.com", "a wrong guess"));
    ask(box, code_request("ZZZZ-ZZZZ-ZZZZ-ZZZZ"));
    ask(box, refresh_request(secrets.back() + "x"));
    ask(box, box.get("/api/v1/countries/?token=" + secrets.back()));
    ask(box, "GET /api/v1/countries/ HTTP/1.1\r\n" + bearer + bearer + "\r\n");
    ask(box, "POST /api/v1/token/ HTTP/1.1\r\nHost: box\r\nContent-Length: 11\r\n\r\nopen-sesame");
    ask(box, "open-sesame\r\n\r\n");
    // A failure is logged with what it is about; the request's secrets are not part of that.
    store::SqliteEngine(box.data() + "/expobox.db")
        .write(store::WriteBatch().run("ALTER TABLE users RENAME TO gone"));
    CHECK(ask(box, box.get("/api/v1/countries/")).status >= 500);
    CHECK(ask(box, WholeBox::login("ann@example.com", "open-sesame")).status >= 500);
    CHECK(ask(box, code_request(secrets[5])).status >= 500);
  }
  base::set_log_level(base::Level::info);
  const std::string log = captured.all();
  CHECK(log.find("level=error") != std::string::npos);  // something was logged at all
  for (const std::string& secret : secrets) {
    CAPTURE(secret);
    CHECK(secret.size() >= 11);
    CHECK(log.find(secret) == std::string::npos);
  }
  CHECK(log.find("pbkdf2_sha256$") == std::string::npos);
}
