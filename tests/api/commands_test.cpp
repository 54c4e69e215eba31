// SPDX-License-Identifier: MIT
#include "cli/commands.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "app/app.h"
#include "auth/login_code.h"
#include "auth/password_hasher.h"
#include "base/exit.h"
#include "base/files.h"
#include "data/data_folder.h"
#include "store/booths.h"
#include "store/countries.h"
#include "store/engine/sqlite_engine.h"
#include "store/users.h"
#include "support/temp_folder.h"

namespace {

struct Result {
  int code = 0;
  std::string out, err;
};

// A box in a folder of its own, worked on by commands. Few rounds: what a hash costs is not looked at here.
struct Desk {
  support::TempFolder folder;
  std::string data = folder / "data";

  Result run(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.end(), {"--data", data, "--password-rounds", "1000"});
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = app::run_command_line(arguments, {in, out, err});
    return {code, out.str(), err.str()};
  }
  Result import(const std::string& name, const std::string& content) const {
    base::write_atomically(folder / name, content);
    return run({"import", folder / name});
  }
  template <class Use>
  auto with_store(Use use) const {
    store::SqliteEngine engine(data + "/expobox.db");
    return use(engine);
  }
  std::optional<store::User> user(const std::string& email) const {
    return with_store([&](store::Database& engine) { return store::user_by_email(engine, email); });
  }
  std::string key() const { return base::read_file(data + "/keys/jwt.key").value_or(""); }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

bool fits(const std::string& password, const std::string& stored) {
  return auth::PasswordHasher(1000).verify(password, stored);
}

constexpr const char* two_users = R"({
  "jwt": {"algorithm": "HS256", "signing_key": "a-key-shared-with-the-central-server"},
  "countries": [{"id": 1, "name": "Germany", "code": "DE"}, {"id": 2, "name": "Japan", "code": "JP"}],
  "users": [{"id": 5, "email": "Ann@example.com", "password": "a red tent", "booth_limit": 3, "stand": "A 1"},
            {"email": "bob@example.com", "password": "two blue tents", "is_active": false, "is_admin": true}]})";

}  // namespace

TEST_CASE("import: users, countries and key of a file are in the box, in one go") {
  const Desk desk;
  const Result result = desk.import("fair.json", two_users);
  CHECK(result.code == 0);
  CHECK(result.out == "created\t5\tAnn@example.com\t\ncreated\t6\tbob@example.com\t\n");
  CHECK(has(result.err, "2 created, 0 updated, 0 unchanged; countries replaced; signing key replaced"));

  const auto ann = desk.user("ann@EXAMPLE.com");
  REQUIRE(ann);
  CHECK(ann->id.value == 5);
  CHECK(ann->email == "Ann@example.com");
  CHECK(ann->booth_limit == 3);
  CHECK(ann->stand == "A 1");
  CHECK(fits("a red tent", ann->password));
  const auto bob = desk.user("bob@example.com");
  REQUIRE(bob);
  CHECK(bob->booth_limit == 1);
  CHECK_FALSE(bob->active);
  CHECK(bob->admin);
  CHECK(desk.with_store([](store::Database& engine) { return store::countries(engine).size(); }) == 2);
  CHECK(desk.key() == "a-key-shared-with-the-central-server");
  struct stat found {};
  REQUIRE(::stat((desk.data + "/keys/jwt.key").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0600U);
}

TEST_CASE("import: repeated, it changes nothing") {
  const Desk desk;
  desk.import("fair.json", two_users);
  const auto before = desk.user("ann@example.com");
  const Result again = desk.import("fair.json", two_users);
  CHECK(again.code == 0);
  CHECK(again.out.empty());
  CHECK(has(again.err, "0 created, 0 updated, 2 unchanged\n"));
  const auto after = desk.user("ann@example.com");
  CHECK(after->password == before->password);
  CHECK(after->generation == before->generation);
}

TEST_CASE("import: what a file does not say stays; a new password or state voids the tokens") {
  const Desk desk;
  desk.import("fair.json", two_users);
  const auto before = desk.user("ann@example.com");
  const Result moved = desk.import("moved.csv", "email,stand\nANN@example.com,B 7\n");
  CHECK(has(moved.err, "0 created, 1 updated, 0 unchanged\n"));
  const auto there = desk.user("ann@example.com");
  CHECK(there->stand == "B 7");
  CHECK(there->email == "Ann@example.com");
  CHECK(there->booth_limit == 3);
  CHECK(there->password == before->password);
  CHECK(there->generation == before->generation);

  desk.import("password.csv", "email,password\nann@example.com,another tent\n");
  const auto changed = desk.user("ann@example.com");
  CHECK(fits("another tent", changed->password));
  CHECK(changed->generation > there->generation);
  desk.import("out.csv", "email,is_active\nann@example.com,no\n");
  CHECK(desk.user("ann@example.com")->generation > changed->generation);
  CHECK_FALSE(desk.user("ann@example.com")->active);
}

TEST_CASE("import: an account can be named by its id alone") {
  const Desk desk;
  desk.import("fair.json", two_users);
  CHECK(desk.import("limit.json", R"({"users": [{"id": 5, "booth_limit": 9}]})").code == 0);
  CHECK(desk.user("ann@example.com")->booth_limit == 9);
  CHECK(desk.import("nobody.json", R"({"users": [{"id": 77, "booth_limit": 9}]})").code == 65);
}

TEST_CASE("import: an id of another account is refused naming both, and nothing is half done") {
  const Desk desk;
  desk.import("fair.json", two_users);
  const Result taken =
      desk.import("taken.json", R"({"jwt": {"signing_key": "another-key-of-enough-characters"}, "users": [
    {"email": "new@example.com"}, {"id": 5, "email": "eve@example.com"}, {"id": 9, "email": "bob@example.com"}]})");
  CHECK(taken.code == 65);
  CHECK(taken.out.empty());
  CHECK(has(taken.err, "id 5 belongs to Ann@example.com, not to eve@example.com"));
  CHECK(has(taken.err, "bob@example.com has id 6 here, not 9"));
  CHECK_FALSE(desk.user("new@example.com"));
  CHECK(desk.key() == "a-key-shared-with-the-central-server");
}

TEST_CASE("import: one bad row keeps all of the file out") {
  const Desk desk;
  const Result result = desk.import("users.csv", "email,booth_limit\na@example.com,1\nb@example.com,x\n");
  CHECK(result.code == 65);
  CHECK(has(result.err, "line 3"));
  CHECK_FALSE(std::filesystem::exists(desk.data));
}

TEST_CASE("import: accounts without a password get a login code, once, of which only the hash is kept") {
  const Desk desk;
  const std::string csv = "email,password\na@example.com,\nb@example.com,three tents\n";
  const Result result = desk.import("users.csv", csv);
  CHECK(result.code == 0);
  const std::string code = result.out.substr(result.out.find("a@example.com\t") + 14, 19);
  desk.with_store([&](store::Database& engine) {
    const auto user = store::use_login_code(engine, auth::login_code_hash(code), 1000);
    REQUIRE(user);
    CHECK(user->email == "a@example.com");
    CHECK(user->password.empty());
  });
  CHECK_FALSE(has(base::read_file(desk.data + "/expobox.db").value_or(""), code));
  CHECK(desk.import("users.csv", csv).out.empty());
}

TEST_CASE("import: a Django hash is kept as it is") {
  const Desk desk;
  const std::string hash = auth::PasswordHasher(1234).hash("from Django");
  desk.import("users.csv", "email,password\na@example.com," + hash + "\n");
  CHECK(desk.user("a@example.com")->password == hash);
}

TEST_CASE("import: a country that booths use cannot become another one") {
  const Desk desk;
  desk.import("fair.json", two_users);
  desk.with_store([&](store::Database& engine) {
    store::WriteBatch write;
    const store::BoothFields fields = {
        .name = "b", .description = "", .category = "", .country = store::CountryId{1}};
    store::add_booth(write, {5}, fields, "c1", 1000);
    REQUIRE_FALSE(engine.write(write).refused);
  });
  const Result result =
      desk.import("countries.json", R"({"countries": [{"id": 1, "name": "France", "code": "FR"}],
                                                         "users": [{"email": "new@example.com"}]})");
  CHECK(result.code == 65);
  CHECK(has(result.err, "id 1 DE to FR"));
  CHECK_FALSE(desk.user("new@example.com"));
}

TEST_CASE("import: a dry run tells what would be, and writes nothing") {
  const Desk desk;
  base::write_atomically(desk.folder / "fair.json", two_users);
  const Result result = desk.run({"import", "--dry-run", desk.folder / "fair.json"});
  CHECK(result.code == 0);
  CHECK(lines(result.out) == 2);
  CHECK_FALSE(desk.user("ann@example.com"));
  CHECK(desk.key().empty());
}

TEST_CASE("user: add, list, passwd, disable, enable and code do what they say") {
  const Desk desk;
  CHECK(desk.run({"user", "add", "--email", "ann@example.com", "--password", "-", "--booth-limit", "4",
                  "--name", "Ann\tA", "--admin"},
                 "typed secret\n")
            .code == 0);
  CHECK(fits("typed secret", desk.user("ann@example.com")->password));
  CHECK(desk.run({"user", "list"}).out == "1\tann@example.com\t4\tactive\tadmin\tAnn A\t\n");
  CHECK(
      desk.run({"user", "list", "--json"}).out ==
      R"([{"id":1,"email":"ann@example.com","booth_limit":4,"is_active":true,"is_admin":true,"name":"Ann\tA","stand":""}])"
      "\n");

  const auto generation = desk.user("ann@example.com")->generation;
  CHECK(desk.run({"user", "passwd", "--email", "ANN@example.com", "--password", "the next tent"}).code == 0);
  CHECK(fits("the next tent", desk.user("ann@example.com")->password));
  CHECK(desk.user("ann@example.com")->generation > generation);
  CHECK(desk.run({"user", "disable", "--email", "ann@example.com"}).code == 0);
  CHECK_FALSE(desk.user("ann@example.com")->active);
  CHECK(desk.run({"user", "enable", "--email", "ann@example.com"}).code == 0);
  CHECK(desk.user("ann@example.com")->active);

  const Result code = desk.run({"user", "code", "--email", "ann@example.com"});
  CHECK(code.out.size() == 20);
  desk.with_store([&](store::Database& engine) {
    CHECK(store::use_login_code(engine, auth::login_code_hash(code.out), 1000)->email == "ann@example.com");
  });
}

TEST_CASE("user: an account that is there is not made again, one that is not is not changed") {
  const Desk desk;
  CHECK(desk.run({"user", "list"}).code == 65);  // and no folder is made for a mistyped name
  CHECK_FALSE(std::filesystem::exists(desk.data));
  desk.run({"user", "add", "--email", "ann@example.com", "--password", "a first tent"});
  const Result again = desk.run({"user", "add", "--email", "Ann@Example.com", "--password", "a second tent"});
  CHECK(again.code == 65);
  CHECK(fits("a first tent", desk.user("ann@example.com")->password));
  CHECK(desk.run({"user", "passwd", "--email", "bob@example.com", "--password", "a second tent"}).code == 65);
  CHECK(desk.run({"user", "code", "--email", "bob@example.com"}).code == 65);
  CHECK(desk.run({"user", "add", "--email", "no-address", "--password", "a second tent"}).code == 65);
}

TEST_CASE("user, import: a new password that is easy to guess is refused, in an import by its line") {
  const Desk desk;
  const std::string guessed = "email,password\nann@example.com,a red tent\nbob@example.com,Password123\n";
  const Result refused = desk.import("users.csv", guessed);
  CHECK(refused.code == 65);
  CHECK(has(refused.err, "line 3: This password is too common."));
  CHECK(desk.import("users.csv", "email,password\ncleopatra@example.com,cleopatra1\n").code == 65);
  CHECK(desk.run({"user", "add", "--email", "ann@example.com", "--password", "password123"}).code == 65);
  const Result added = desk.run({"user", "add", "--email", "ann@example.com", "--password", "a red tent"});
  CHECK(added.code == 0);
  const Result changed = desk.run({"user", "passwd", "--email", "ann@example.com", "--password", "sunshine"});
  CHECK(changed.code == 65);
  CHECK(has(changed.err, "This password is too common."));
  CHECK(fits("a red tent", desk.user("ann@example.com")->password));
  const std::string hash = auth::PasswordHasher(1000).hash("sunshine");  // another system has let it through
  CHECK(desk.import("hash.csv", "email,password\nann@example.com," + hash + "\n").code == 0);
}

TEST_CASE("commands: a secret on the command line is warned of, one that came otherwise is not") {
  const Desk desk;
  const Result seen = desk.run({"user", "add", "--email", "ann@example.com", "--password", "a red tent"});
  CHECK(has(seen.err, "others on this machine can read the value of --password"));
  CHECK(has(seen.err, "--password -"));
  CHECK_FALSE(has(seen.err, "a red tent"));
  const Result typed =
      desk.run({"user", "passwd", "--email", "ann@example.com", "--password", "-"}, "two tents\n");
  CHECK(typed.code == 0);
  CHECK_FALSE(has(typed.err, "warning"));
  const Result key = desk.run({"user", "list", "--jwt-key", std::string(32, 'k')});
  CHECK(has(key.err, "others on this machine can read the value of --jwt-key"));
  CHECK(has(key.err, "EXPOBOX_JWT_KEY"));
}

TEST_CASE("commands: a mistake on the command line is 64, with the nearest right one") {
  const Desk desk;
  const Result flag = desk.run({"user", "add", "--emial", "a@b.c"});
  CHECK(flag.code == 64);
  CHECK(has(flag.err, "did you mean --email?"));
  CHECK(flag.out.empty());
  const Result verb = desk.run({"improt", "x.json"});
  CHECK(verb.code == 64);
  CHECK(has(verb.err, "did you mean import?"));
  CHECK(has(desk.run({"user", "lst"}).err, "did you mean user list?"));
  CHECK(desk.run({"user", "list", "everybody"}).code == 64);
  CHECK(desk.run({"user", "list", "--email", "a@b.c"}).code == 64);
  CHECK(desk.run({"user", "code"}).code == 64);
  CHECK(desk.run({"import"}).code == 64);
  CHECK(desk.run({"import", desk.folder / "none.json"}).code == 64);
  CHECK(desk.run({"user", "add", "--email", "a@b.c", "--booth-limit", "x"}).code == 64);
}

TEST_CASE("commands: the file of all defaults is one for Notepad, and changes nothing when it is obeyed") {
  const Desk desk;
  std::string file = desk.run({"config", "--default"}).out;
  CHECK(std::ranges::count(file, '\n') == std::ranges::count(file, '\r'));
  for (std::size_t at = 0; (at = file.find("\n#", at)) != file.npos; at += 2) {
    if (file.at(at + 2) != ' ') file.erase(at + 1, 1);
  }
  base::write_atomically(desk.data + "/expobox.conf", "\xef\xbb\xbf" + file);
  const std::string held = desk.run({"config"}).out;
  const std::string before = [&] {
    base::remove_file(desk.data + "/expobox.conf");
    return desk.run({"config"}).out;
  }();
  const auto values = [](const std::string& lines) {
    std::string all;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) all += line.substr(0, line.rfind('\t')) + "\n";
    return all;
  };
  CHECK(values(held) == values(before));
  CHECK(std::ranges::count(held, '\n') == std::ranges::count(before, '\n'));
  CHECK(held.find("expobox.conf line") != held.npos);
}

TEST_CASE("commands: config prints value and source of every setting, but no secret") {
  const Desk desk;
  base::create_folders(desk.data);
  base::write_atomically(desk.data + "/expobox.conf",
                         "reserve = 1GB\njwt-key = hush hush hush hush hush hush hush\n");
  const Result result = desk.run({"config", "--rate-limit", "7"});
  CHECK(result.code == 0);
  CHECK(lines(result.out) == app::settings().size());
  CHECK(has(result.out, "rate-limit\t7\t--rate-limit\n"));
  CHECK(has(result.out, "reserve\t1GB\t" + desk.data + "/expobox.conf line 1\n"));
  CHECK(has(result.out, "listen\t0.0.0.0:8000\tdefault\n"));
  CHECK(has(result.out, "jwt-key\t(hidden)\t"));
  base::write_atomically(desk.data + "/expobox.conf", "reserv = 1GB\n");
  CHECK(desk.run({"config"}).code == 78);
}

TEST_CASE("commands: --help names every setting and command, --version the version") {
  const Desk desk;
  const Result help = desk.run({"--help"});
  CHECK(help.code == 0);
  for (const app::Setting& setting : app::settings()) CHECK(has(help.out, "--" + std::string(setting.key)));
  for (const char* verb :
       {"serve", "import", "user add", "user list", "user passwd", "user code", "config"}) {
    CHECK(has(help.out, "expobox " + std::string(verb)));
  }
  CHECK(desk.run({"--version"}).out.starts_with("expobox "));
}

TEST_CASE("commands: what cannot be made, read or understood has its own exit code") {
  const Desk desk;
  base::write_atomically(desk.data, "a file where the folder should be");
  CHECK(desk.run({"user", "add", "--email", "a@b.c"}).code == 73);
  std::filesystem::remove(desk.data);
  CHECK(desk.run({"user", "add", "--email", "a@b.c"}).code == 0);
  base::write_atomically(desk.data + "/expobox.db", std::string(8192, 'x'));
  CHECK(desk.run({"user", "list"}).code == 74);
}

TEST_CASE("app: only one server runs on a data folder, and the next one after it") {
  const Desk desk;
  app::Config config;
  config.data = desk.data;
  config.password_rounds = 1000;
  config.server.address = "127.0.0.1";
  config.server.port = 0;
  {
    app::App first(config);
    first.start();
    CHECK(first.port() != 0);
    try {
      const app::App second(config);
      FAIL("a second server came up");
    } catch (const app::CommandError& stop) {
      CHECK(stop.code == app::ExitCode::temporary);
    }
    CHECK(desk.run({"user", "add", "--email", "beside@example.com"}).code == 0);  // commands work beside it
    desk.with_store([](store::Database& engine) { CHECK(store::count_users(engine) == 1); });
    first.stop();
  }
  CHECK(app::DataFolder(desk.data).clock_note().time > 1'700'000'000);
  CHECK(desk.key().size() == 64);
  const std::string key = desk.key();
  const app::App next(config);
  CHECK(desk.key() == key);
}

TEST_CASE("app: a signing key of blanks is none, and a short one stops the start") {
  const Desk desk;
  desk.import("fair.json", two_users);
  base::write_atomically(desk.data + "/keys/jwt.key", "  \n");
  CHECK(app::DataFolder(desk.data).load_or_create_signing_key().size() == 64);
  CHECK(desk.key().size() == 64);
  base::write_atomically(desk.data + "/keys/jwt.key", " abc \n");
  const Result stopped = desk.run({"serve", "--listen", "127.0.0.1:0"});
  CHECK(stopped.code == 78);
  CHECK(has(stopped.err, "3 bytes; 32 are the least"));
  CHECK(desk.import("fair.json", two_users).code == 0);  // brings a good one
  CHECK(desk.key() == "a-key-shared-with-the-central-server");
}

TEST_CASE("app: the rounds of password hashes are measured once") {
  const Desk desk;
  desk.run({"user", "add", "--email", "a@b.c"});
  desk.with_store([](store::Database& engine) {
    const std::uint32_t measured = app::password_rounds({}, engine);
    CHECK(measured >= auth::min_rounds);
    CHECK(measured <= auth::max_rounds);
    CHECK(app::password_rounds({}, engine) == measured);
    app::Config config;
    config.password_rounds = 4321;
    CHECK(app::password_rounds(config, engine) == 4321);
  });
}
