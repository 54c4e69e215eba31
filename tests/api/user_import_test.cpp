// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/api_fixture.h"

namespace {

using support::Hall;
using support::Reply;

constexpr const char* target = "/api/v1/admin/import/";

struct Options {
  bool dry_run = false;
  bool skip_errors = false;
};

std::string body_of(const std::string& file_name, const std::string& text, Options options) {
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("file_name", file_name)
      .member("text", text)
      .member("dry_run", options.dry_run)
      .member("skip_errors", options.skip_errors)
      .end_object();
  return body;
}

struct Office : Hall {
  Reply post(const std::string& file_name, const std::string& text, Options options = {}) {
    return admin.json("POST", target, body_of(file_name, text, options));
  }
  base::Json result(const std::string& file_name, const std::string& text, Options options = {}) {
    const Reply started = post(file_name, text, options);
    REQUIRE(started.status == 202);
    CHECK(started.at("kind").to_str() == "import");
    const Reply ended = admin.ended(started);
    CHECK(ended.at("error").is<picojson::null>());
    CHECK(ended.at("done").serialize() == ended.at("total").serialize());
    return ended.at("result");
  }
  std::string exported() { return admin.get("/api/v1/admin/users/export/").body; }
  std::int64_t users() { return store::count_users(box.engine); }
};

std::string counts(const base::Json& result) {
  std::string text;
  for (const char* what : {"created", "updated", "unchanged", "errors"}) {
    text += (text.empty() ? "" : " ") + result.get(what).serialize();
  }
  return text + (result.get("written").get<bool>() ? " written" : "");
}

// As Excel saves it where a comma is in numbers: a mark, semicolons, CRLF, empty cells and rows at the end.
std::string three_hundred_rows() {
  std::string text =
      "\xef\xbb\xbf"
      "E-Mail ;Company; Stand No. ;Booths;Active;Telephone;\r\n";
  for (int at = 2; at <= 301; ++at) {
    const std::string number = std::to_string(at);
    std::string email = "exhibitor" + number + "@example.com", limit = "2", active = "TRUE";
    if (at == 50) email = "no address";
    if (at == 100) limit = "many";
    if (at == 150) active = "perhaps";
    if (at == 200) email = "EXHIBITOR2@example.com";
    if (at == 301) email = "";
    text += email + ";\"Stone; \"\"" + number + "\"\" & Co\";B" + number + ";" + limit + ";" + active +
            (at % 2 == 0 ? ";0049 1;\r\n" : "\r\n");
  }
  return text + ";;;;;;\r\n ; ;\r\n";
}

}  // namespace

TEST_CASE(
    "user import: a sheet of 300 rows with five bad ones comes in without those, and is told row by row") {
  Office office;
  const std::string sheet = three_hundred_rows();

  const base::Json seen = office.result("Exhibitors.CSV", sheet, {.dry_run = true});
  CHECK(counts(seen) == "295 0 0 5");
  CHECK(office.users() == 3);
  const base::Json refused = office.result("Exhibitors.CSV", sheet);
  CHECK(counts(refused) == "295 0 0 5");
  CHECK(office.users() == 3);

  const base::Json result = office.result("Exhibitors.CSV", sheet, {.skip_errors = true});
  CHECK(counts(result) == "295 0 0 5 written");
  CHECK(office.users() == 298);
  const base::JsonArray& rows = result.get("rows").get<base::JsonArray>();
  REQUIRE(rows.size() == 300);
  std::vector<std::string> bad;
  for (const base::Json& row : rows) {
    const bool good = row.get("outcome").to_str() == "created";
    CHECK(row.get("errors").get<base::JsonArray>().empty() == good);
    CHECK(row.get("card").is<picojson::null>() != good);
    if (!good) bad.push_back(row.get("where").to_str() + ": " + row.get("errors").get(0).to_str());
  }
  CHECK(bad == std::vector<std::string>{"line 50: “no address” is no e-mail address",
                                        "line 100: booth_limit “many” is not a whole number",
                                        "line 150: is_active “perhaps” is not true or false",
                                        "line 200: EXHIBITOR2@example.com is in line 2 already",
                                        "line 301: there is no e-mail address"});
  CHECK(rows[1].get("card").get("stand").to_str() == "B3");
  CHECK(rows[1].get("name").to_str() == "Stone; \"3\" & Co");
  CHECK(result.get("notes").get(0).to_str().find("telephone") != std::string::npos);
  const std::string code = rows[1].get("card").get("code").to_str();
  CHECK(office.nobody.json("POST", "/api/v1/token/code/", R"({"code": ")" + code + "\"}").status == 200);

  CHECK(counts(office.result("Exhibitors.CSV", sheet, {.skip_errors = true})) == "0 0 295 5 written");
}

TEST_CASE("user import: passwords are hashed once; the same file again changes nothing") {
  Office office;
  const std::string file =
      "email,password,stand\na@example.com,first password,A\nb@example.com,second password,B\n";
  const auto rounds = office.box.passwords.rounds_done();
  CHECK(counts(office.result("a.csv", file, {.dry_run = true})) == "2 0 0 0");
  CHECK(office.box.passwords.rounds_done() == rounds);
  CHECK(counts(office.result("a.csv", file)) == "2 0 0 0 written");
  const std::string before = office.exported();
  CHECK(counts(office.result("a.csv", file)) == "0 0 2 0 written");
  CHECK(office.exported() == before);
  CHECK(counts(office.result("a.csv", "email,password\na@example.com,another one\n", {.dry_run = true})) ==
        "0 1 0 0");
}

TEST_CASE("user import: JSON by its name or its first character") {
  Office office;
  const std::string json = R"( {"users": [{"email": "a@example.com", "is_admin": true}], "jwt":
                                {"signing_key": "0123456789abcdef0123456789abcdef"}})";
  const base::Json result = office.result("upload.txt", json);
  CHECK(counts(result) == "1 0 0 0 written");
  CHECK(result.get("notes").get(0).to_str().starts_with("jwt is ignored here"));
  CHECK(counts(office.result("", json)) == "0 0 1 0 written");
  CHECK(office.post("users.json", "email\na@b.c\n").status == 400);
}

TEST_CASE("user import: a file that is none is refused at once, and says why") {
  Office office;
  for (const char* text : {"", "name,stand\nA,B\n", "{\"users\": [", "email\n\"a@b.c\n"}) {
    const Reply reply = office.post("", text);
    CHECK(reply.status == 400);
    CHECK(reply.json().contains("text"));
  }
  const Reply flags = office.admin.json("POST", target, R"({"text": "email\n", "dry_run": "perhaps"})");
  CHECK(flags.status == 400);
  CHECK(flags.json().contains("dry_run"));
}

TEST_CASE("user import: an import does not shut out who brings it in") {
  Office office;
  const base::Json result =
      office.result("a.csv", "email,is_active\nadmin@example.com,no\n", {.skip_errors = true});
  CHECK(counts(result) == "0 0 0 1 written");
  CHECK(office.admin.get("/api/v1/admin/jobs/").status == 200);
}

TEST_CASE("user import: an export is what another box makes the same accounts of, byte by byte") {
  Office here, there;
  const std::string sheet =
      "email,password,booth_limit,is_active,name,stand\n"
      "=sum@example.com,,3,no,=1+1,'-B\n+a@example.com,a password,0,yes,'=x,''+y\n"
      "b@example.com,,1,yes,\"@Ann, \"\"Ltd\"\"\",'plain\nc@example.com,,1,yes,\"two\r\nlines\",-5\n";
  CHECK(counts(here.result("a.csv", sheet)) == "4 0 0 0 written");
  const std::string first = here.exported();
  CHECK(
      first.starts_with("\xef\xbb\xbf"
                        "email,password,booth_limit,is_active,name,stand,media_bytes_limit,"));
  CHECK(first.find("\r\n'=sum@example.com,,3,false,'=1+1,'-B,,,,,,,\r\n") != std::string::npos);
  CHECK(first.find("\"'@Ann, \"\"Ltd\"\"\",'plain,,,,,,,\r\n") != std::string::npos);
  // The administrators are the same one: another hash would sign this one out.
  const auto boss = store::user_by_id(here.box.engine, here.admin_id);
  there.box.write([&](store::WriteBatch& w) {
    w.run("UPDATE users SET password = ? WHERE id = ?", boss->password, there.admin_id);
  });
  CHECK(counts(there.result("users.csv", first)) == "4 2 1 0 written");
  CHECK(there.exported() == first);
}

TEST_CASE("user import: a password that is easy to guess is told by its row, and the others come in") {
  Office office;
  const std::string file =
      "email,password\nann@example.com,a red tent\nbob@example.com,password123\ncarla@example.com,short\n";
  const base::Json result = office.result("a.csv", file, {.skip_errors = true});
  CHECK(counts(result) == "1 0 0 2 written");
  const std::string rows = result.get("rows").serialize();
  CHECK(rows.find("This password is too common.") != std::string::npos);
  CHECK(rows.find("It must contain at least 8 characters.") != std::string::npos);
  CHECK(counts(office.result("a.csv", file)) == "0 0 1 2");
}
