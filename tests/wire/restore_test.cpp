// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "auth/login_code.h"
#include "cli/commands.h"
#include "store/database_file.h"
#include "store/engine/sqlite_engine.h"
#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::Reply;
using support::WholeBox;

Reply ask(const WholeBox& box, const std::string& request) {
  const auto reply = RawClient(box.port()).ask(request);
  REQUIRE(reply);
  return *reply;
}

int status(const WholeBox& box, const std::string& request) { return ask(box, request).status; }

int run(std::vector<std::string> arguments, const std::string& data) {
  arguments.insert(arguments.end(), {"--data", data});
  std::istringstream in;
  std::ostringstream out, err;
  return app::run_command_line(arguments, {in, out, err});
}

// A backup of another box, whose account of the same id is an administrator's.
std::string backup_of_another_box(const support::TempFolder& folder) {
  const std::string data = folder / "another", file = folder / "backup.tar";
  REQUIRE(run({"user", "add", "--email", "chief@example.com", "--password", "open-sesame", "--admin",
               "--password-rounds", "1000"},
              data) == 0);
  REQUIRE(run({"backup", file}, data) == 0);
  return file;
}

std::string refresh(const std::string& token) {
  return WholeBox::post_as_nobody("/api/v1/token/refresh/", R"({"refresh":")" + token + "\"}");
}

std::string redeem(const std::string& code) {
  return WholeBox::post_as_nobody("/api/v1/token/code/", R"({"code":")" + code + "\"}");
}

template <class Fill>
void write(const WholeBox& box, Fill fill) {
  store::SqliteEngine engine(box.data() + "/expobox.db");
  store::WriteBatch statements;
  fill(statements);
  engine.write(statements);
}

}  // namespace

TEST_CASE("restore by command: no earlier token is good, whoever has its account's id now") {
  WholeBox box;
  const support::TempFolder folder;
  const std::string backup = backup_of_another_box(folder);
  const WholeBox::Pair pair = box.sign_in("ann@example.com");
  const auto list_users = WholeBox::head("GET", "/api/v1/admin/users/", pair.access) + "\r\n";
  CHECK(status(box, list_users) == 403);
  box.restart([&] { REQUIRE(run({"restore", backup}, box.data()) == 0); });
  CHECK(status(box, list_users) == 401);
  CHECK(status(box, refresh(pair.refresh)) == 401);
  CHECK(box.sign_in("chief@example.com").access != "");
}

TEST_CASE("restore by command: a phone that was signed out since the backup stays out") {
  WholeBox box;
  const support::TempFolder folder;
  const std::string backup = folder / "backup.tar";
  REQUIRE(run({"backup", backup}, box.data()) == 0);
  const WholeBox::Pair pair = box.sign_in("ann@example.com");
  write(box, [](store::WriteBatch& w) { store::revoke_tokens(w, {1}); });
  CHECK(status(box, box.get("/api/v1/countries/")) == 401);
  for (const bool keeps_database : {true, false}) {
    CAPTURE(keeps_database);
    box.restart([&] {
      if (!keeps_database) std::filesystem::remove(box.data() + "/expobox.db");
      REQUIRE(run({"restore", backup}, box.data()) == 0);
    });
    CHECK(status(box, box.get("/api/v1/countries/")) == 401);
    CHECK(status(box, refresh(pair.refresh)) == 401);
  }
}

TEST_CASE("restore by command: a login code is as good as it was for the replaced box") {
  WholeBox box;
  const support::TempFolder folder;
  const std::string backup = folder / "backup.tar", unused = auth::new_login_code(),
                    revoked = auth::new_login_code();
  box.add_user("bob@example.com");
  write(box, [&](store::WriteBatch& w) {
    store::set_login_code(w, {1}, auth::login_code_hash(unused));
    store::set_login_code(w, {2}, auth::login_code_hash(revoked));
  });
  REQUIRE(run({"backup", backup}, box.data()) == 0);
  write(box, [](store::WriteBatch& w) { store::revoke_tokens(w, {2}); });
  box.restart([&] { REQUIRE(run({"restore", backup}, box.data()) == 0); });
  CHECK(status(box, redeem(unused)) == 200);
  CHECK(status(box, redeem(revoked)) == 401);

  // In the place of a box that cannot be asked no code is good; where there was none, all are.
  box.restart([&] {
    base::write_atomically(box.data() + "/expobox.db", "no database");
    REQUIRE(run({"restore", backup}, box.data()) == 0);
  });
  CHECK(status(box, redeem(unused)) == 401);
  box.restart([&] {
    std::filesystem::remove(box.data() + "/expobox.db");
    REQUIRE(run({"restore", backup}, box.data()) == 0);
  });
  CHECK(status(box, redeem(unused)) == 200);
  CHECK(status(box, redeem(revoked)) == 200);
}
