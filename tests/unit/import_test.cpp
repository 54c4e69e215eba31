// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "importer/import_file.h"

namespace {

constexpr const char* hash = "pbkdf2_sha256$1000$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

std::string complaint(const auto& call) {
  try {
    call();
    return "";
  } catch (const api::ImportError& refused) {
    CHECK(refused.why == api::ImportError::Why::data);
    return refused.what();
  }
}
std::string json_complaint(const std::string& text) {
  return complaint([&] { api::read_json_import(text).refuse_if_any_fault(); });
}
std::string csv_complaint(const std::string& text) {
  return complaint([&] { api::read_csv_import(text).refuse_if_any_fault(); });
}
std::string user_complaint(const std::string& members) {
  return json_complaint("{\"users\": [{" + members + "}]}");
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("import json: users, countries and the key are read") {
  const api::ImportFile file = api::read_json_import(R"({
    "format": 1,
    "jwt": {"algorithm": "HS256", "signing_key": "0123456789abcdef0123456789abcdef"},
    "countries": [{"id": 7, "name": " Türkiye ", "code": "TR"}],
    "users": [{"id": 3, "email": " Ann@Example.com ", "password": " p w ", "booth_limit": 0, "is_active": false,
               "is_admin": true, "name": "Ann", "stand": "B 12"},
              {"email": "bob@example.com"}]})");
  CHECK(file.signing_key == "0123456789abcdef0123456789abcdef");
  REQUIRE(file.countries);
  CHECK(file.countries->at(0).id.value == 7);
  CHECK(file.countries->at(0).name == "Türkiye");
  REQUIRE(file.users.size() == 2);
  const api::UserEntry& ann = file.users[0];
  CHECK(ann.id == 3);
  CHECK(ann.email == "Ann@Example.com");
  CHECK(ann.password == "p w");
  CHECK(ann.booth_limit == 0);
  CHECK(ann.active == false);
  CHECK(ann.admin == true);
  CHECK(ann.stand == "B 12");
  const api::UserEntry& bob = file.users[1];
  CHECK_FALSE(bob.id);
  CHECK_FALSE(bob.password);
  CHECK_FALSE(bob.booth_limit);
  CHECK_FALSE(bob.active);
  CHECK(file.notes.empty());
}

TEST_CASE("import json: what is not known is ignored and noted once") {
  const api::ImportFile file = api::read_json_import(
      R"({"extra": 1, "users": [{"email": "a@b.c", "note": "x"}, {"email": "d@e.f", "note": "y"}]})");
  CHECK(file.notes == std::vector<std::string>{"extra is ignored", "users: note is ignored (2 times)"});
}

TEST_CASE("import json: an empty password and Django's unusable one are none, a hash is kept as it is") {
  const auto password = [](const std::string& text) {
    return api::read_json_import(R"({"users": [{"email": "a@b.c", "password": ")" + text + "\"}]}")
        .users[0]
        .password;
  };
  CHECK_FALSE(password(""));
  CHECK_FALSE(password("!" + std::string(40, 'x')));
  CHECK(password("!short") == "!short");
  CHECK(password(hash) == hash);
  CHECK(has(user_complaint(R"("email": "a@b.c", "password": "pbkdf2_sha256$1000$salt$short")"), "user 1"));
  CHECK(has(user_complaint(R"("email": "a@b.c", "password": "argon2$argon2id$v=19$x")"), "hash"));
}

TEST_CASE("import json: every bad entry is named") {
  const std::string text = json_complaint(R"({"users": [
    {"email": "no-address"}, {"email": "ok@example.com"}, {"booth_limit": 1}, {"email": "c@d.e", "booth_limit": -1},
    {"email": "f@g.h", "is_active": "yes"}, 5, {"email": "i@j.k", "id": 0}]})");
  for (const char* where : {"user 1 ", "user 3:", "user 4 ", "user 5 ", "user 6:", "user 7 "})
    CHECK(has(text, where));
  CHECK_FALSE(has(text, "user 2"));
}

TEST_CASE("import json: the same e-mail, in any case, or the same id twice is told with both places") {
  const std::string text = json_complaint(R"({"users": [
    {"id": 1, "email": "a@b.c"}, {"id": 2, "email": "A@B.C"}, {"id": 2, "email": "d@e.f"}]})");
  CHECK(has(text, "user 2 (A@B.C): A@B.C is in user 1 (a@b.c) already"));
  CHECK(has(text, "user 3 (d@e.f): id 2 is in user 2 (A@B.C) already"));
}

TEST_CASE("import json: countries need an id, a name and a code, and there must be some") {
  CHECK(has(json_complaint(R"({"countries": []})"), "countries"));
  CHECK(has(json_complaint(R"({"countries": [{"id": 1, "name": "", "code": "XX"}]})"), "country 1"));
  CHECK(has(json_complaint(R"({"countries": [{"id": 1, "name": "X"}]})"), "country 1"));
  CHECK(
      has(json_complaint(
              R"({"countries": [{"id": 1, "name": "X", "code": "X"}, {"id": 1, "name": "Y", "code": "Y"}]})"),
          "country 2"));
}

TEST_CASE("import json: a key needs to be one, of the algorithm that is spoken here") {
  CHECK(has(json_complaint(R"({"jwt": {"algorithm": "RS256", "signing_key": "x"}})"), "HS256"));
  CHECK(has(json_complaint(R"({"jwt": {}})"), "signing_key"));
  for (const std::string white : {"x\\n", "  ", " 0123456789abcdef0123456789abcdef"}) {
    CHECK(has(json_complaint(R"({"jwt": {"signing_key": ")" + white + "\"}}"), "white space"));
  }
  for (const std::string small : {"abc", "0123456789abcdef0123456789abcde"}) {
    CHECK(has(json_complaint(R"({"jwt": {"signing_key": ")" + small + "\"}}"), "shorter than 32 bytes"));
  }
  CHECK(has(json_complaint(R"({"format": 2})"), "format"));
  CHECK(has(json_complaint("[]"), "object"));
  CHECK_FALSE(json_complaint("{\"users\": [").empty());
}

TEST_CASE("import csv: columns in any order and case, Excel's way of writing them") {
  const api::ImportFile file = api::read_csv_import(
      "\xef\xbb\xbfStand;Email;is_active;password;booth_limit;Name\r\n"
      "\"B\r\n12\";ann@example.com;FALSE;p w;3;\"Ann \"\"A\"\" \"\r\n"
      "; bob@example.com ;1;;;\r\n");
  REQUIRE(file.users.size() == 2);
  const api::UserEntry& ann = file.users[0];
  CHECK(ann.email == "ann@example.com");
  CHECK(ann.password == "p w");
  CHECK(ann.booth_limit == 3);
  CHECK(ann.active == false);
  CHECK(ann.name == "Ann \"A\"");
  CHECK(ann.stand == "B\r\n12");
  const api::UserEntry& bob = file.users[1];
  CHECK(bob.email == "bob@example.com");
  CHECK(bob.active == true);
  CHECK_FALSE(bob.password);
  CHECK_FALSE(bob.booth_limit);
  CHECK_FALSE(bob.name);
}

TEST_CASE("import csv: a separator line, titles, and columns in other languages") {
  const api::ImportFile german = api::read_csv_import(
      "sep=;\r\nAusstellerliste 2026;;;\r\nFirma;E-Mail-Adresse;Standnummer;Anzahl Stände;Aktiv\r\n"
      "Zeiss;info@zeiss.example;A 12;3,0;ja\r\nLeitz;info@leitz.example;A 13;2.00;Nein\r\n");
  CHECK(german.of_file.empty());
  CHECK(german.of_users.empty());
  CHECK(german.notes == std::vector<std::string>{"line 2 is a title and is ignored"});
  REQUIRE(german.users.size() == 2);
  CHECK(german.users[0].where == "line 4");
  CHECK(german.users[0].name == "Zeiss");
  CHECK(german.users[0].stand == "A 12");
  CHECK(german.users[0].booth_limit == 3);
  CHECK(german.users[0].active == true);
  CHECK(german.users[1].booth_limit == 2);
  CHECK(german.users[1].active == false);

  const api::ImportFile persian = api::read_csv_import(
      "\ufeffنشانی ايميل,نام شرکت,شمارهٔ جایگاه,سقف غرفه‌ها,فعال\nali@example.com,نور,ب ۱۲,۴,بله\n");
  CHECK(persian.of_file.empty());
  REQUIRE(persian.users.size() == 1);
  CHECK(persian.users[0].email == "ali@example.com");
  CHECK(persian.users[0].name == "نور");
  CHECK(persian.users[0].stand == "ب ۱۲");
  CHECK(persian.users[0].booth_limit == 4);
  CHECK(persian.users[0].active == true);

  const api::ImportFile french =
      api::read_csv_import("Société;Courriel;Numéro de stand;Nombre de stands;Actif\nLumière;a@b.example;7;1;non\n");
  REQUIRE(french.users.size() == 1);
  CHECK(french.users[0].name == "Lumière");
  CHECK(french.users[0].booth_limit == 1);
  CHECK(french.users[0].active == false);
  CHECK(has(csv_complaint("email,booth_limit\na@b.c,3.5\n"), "“3.5” is not a whole number"));
}

TEST_CASE("import csv: e-mail addresses are cleaned, or refused as they were written") {
  const api::ImportFile file = api::read_csv_import(
      "email,name\nmailto:a@b.c,A\n\"Bob <b@b.c>\",B\n\"=\"\"c@b.c\"\"\",C\nd@b.c\u200e,D\n\"x@b.c, y@b.c\",E\nA@B.C\u200b,F\n");
  REQUIRE(file.users.size() == 6);
  for (int at = 0; at < 4; ++at) CHECK(file.users[static_cast<std::size_t>(at)].email == std::string(1, static_cast<char>('a' + at)) + "@b.c");
  const std::string faults = complaint([&] { file.refuse_if_any_fault(); });
  CHECK(has(faults, "line 6: “x@b.c, y@b.c” is no e-mail address"));
  CHECK(has(faults, "line 7: A@B.C is in line 2 already"));
}

TEST_CASE("import csv: every bad row is named with its line") {
  const std::string text = csv_complaint(
      "email,booth_limit,is_active,name\n"
      "a@b.c,1,yes,\"two\nlines\"\n"
      "nobody,1,yes,x\n"
      "d@e.f,many,yes,x\n"
      "g@h.i,1,perhaps,x\n"
      "j@k.l,1,yes,x,y\n"
      "A@B.C,1,yes,x\n");
  CHECK(has(text, "line 4: “nobody”"));
  CHECK(has(text, "line 5: booth_limit “many”"));
  CHECK(has(text, "line 6: is_active “perhaps”"));
  CHECK(has(text, "line 7: has 5 cells"));
  CHECK(has(text, "line 8: A@B.C is in line 2 already"));
  CHECK_FALSE(has(text, "line 2:"));
}

TEST_CASE("import csv: the first line names the columns; others are ignored and noted") {
  CHECK(has(csv_complaint("ann@example.com,secret\n"), "line 1"));
  CHECK(has(csv_complaint("email,email\na@b.c,d@e.f\n"), "twice"));
  CHECK(has(csv_complaint(""), "empty"));
  const api::ImportFile file = api::read_csv_import("email,stnd\na@b.c,4\n");
  REQUIRE(file.notes.size() == 1);
  CHECK(has(file.notes[0], "did you mean stand?"));
}

TEST_CASE("import: a list in another encoding is read as what it is") {
  const auto name_in = [](std::string_view bytes) { return api::read_import("list.csv", bytes).users.at(0).name; };
  CHECK(name_in("email;name\na@b.c;J\xfcrgen\n") == "Jürgen");
  CHECK(name_in("email,name\na@b.c,\xda\xe1\xed\n") == "علي");
  CHECK(name_in(std::string_view("\xff\xfe" "e\0m\0a\0i\0l\0\t\0n\0a\0m\0e\0\n\0a\0@\0b\0\t\0\xe9\0\n\0", 36)) == "é");
}

TEST_CASE("import csv: bytes that are no text are told with their line") {
  CHECK(has(csv_complaint("email,name\na@b.c,J\xfcrgen\n"), "line 2: not UTF-8"));
  CHECK(has(csv_complaint("email,name\n\"a@b.c,x\n"), "line 2"));
}
