// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "base/exit.h"
#include "base/text/tar.h"
#include "cli/commands.h"
#include "crypto/hash.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace fs = std::filesystem;

namespace {

using support::Hall;
using support::png;
using support::Reply;

constexpr std::string_view url = "/api/v1/admin/export/";

using Members = std::vector<std::pair<std::string, std::string>>;

Members members(std::string_view archive) {
  Members found;
  while (const auto member = base::read_tar_header(archive.substr(0, base::tar_block))) {
    archive.remove_prefix(base::tar_block);
    found.emplace_back(member->name, archive.substr(0, member->size));
    archive.remove_prefix(member->size + base::tar_padding(member->size));
  }
  CHECK(archive.size() == base::tar_end);
  return found;
}

// The rows of a table with ',' between the cells.
std::vector<std::vector<std::string>> rows_of(std::string_view text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string& cell = rows.back().back();
    const bool doubled = text.substr(at, 2) == "\"\"";
    if (quoted && doubled) {
      cell += text[at++];
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[at] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && text.substr(at, 2) == "\r\n") {
      rows.push_back({""});
      ++at;
    } else {
      cell += text[at];
    }
  }
  CHECK(rows.back() == std::vector<std::string>{""});  // every row ends
  rows.pop_back();
  return rows;
}

struct Exported {
  explicit Exported(std::string_view archive) : list(members(archive)), files(list.begin(), list.end()) {}

  // Rows of a table as its header names the cells.
  std::vector<std::map<std::string, std::string>> table(const std::string& name) const {
    const std::string_view text = files.at(name);
    REQUIRE(text.starts_with("\xEF\xBB\xBF"));
    const auto rows = rows_of(text.substr(3));
    std::vector<std::map<std::string, std::string>> found;
    for (std::size_t at = 1; at < rows.size(); ++at) {
      REQUIRE(rows[at].size() == rows[0].size());
      std::map<std::string, std::string>& row = found.emplace_back();
      for (std::size_t cell = 0; cell < rows[at].size(); ++cell) {
        row[rows[0][cell]] = rows[at][cell];
      }
    }
    return found;
  }
  base::Json everything() const { return base::parse_json(files.at("everything.json")); }

  Members list;
  std::map<std::string, std::string> files;
};

// Two booths of two owners, media of all three kinds.
struct Stocked : Hall {
  Stocked() {
    REQUIRE(owner.upload(booth + "images/", "image", png, "a.png").status == 201);
    REQUIRE(owner.upload(booth + "videos/", "video", support::mp4(), "c.mp4").status == 201);
    REQUIRE(owner.upload(item + "images/", "image", support::other_png, "b.png").status == 201);
    REQUIRE(stranger.json("POST", "/api/v1/booths/", R"({"name": "/..", "country": 2})").status == 201);
  }
  Exported exported() { return Exported(admin.get(url).body); }
  std::string data() const { return box.folder.path(); }

  const std::string booth = new_booth("Linsen & \\\"Licht\\\" / غرفه"), item = new_item(booth, "=1+1");
};

void check_sums(const Members& list) {
  std::string sums;
  for (const auto& [name, content] : list) {
    if (name != "SHA256SUMS") sums += base::hex(crypto::sha256(content)) + "  " + name + "\n";
  }
  CHECK(list.back().first == "SHA256SUMS");
  CHECK(list.back().second == sums);
}

}  // namespace

TEST_CASE("export: administrators alone get it, with its length, a name and nothing cached") {
  Stocked hall;
  CHECK(hall.nobody.get(url).status == 401);
  CHECK(hall.owner.get(url).status == 403);
  CHECK(hall.admin.json("POST", url, "{}").status == 405);
  const Reply reply = hall.admin.get(url);
  REQUIRE(reply.status == 200);
  CHECK(reply.content_type == "application/x-tar");
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(reply.header("Content-Disposition").starts_with("attachment; filename=\"expobox-export-20"));
  CHECK(hall.admin.get(url).status == 200);  // the one before holds no place any more
  CHECK(fs::is_empty(hall.data() + "/backups"));
}

TEST_CASE("export: every table, every file, and sums that fit") {
  Stocked hall;
  const Exported found = hall.exported();
  check_sums(found.list);
  std::vector<std::string> names;
  for (const auto& [name, content] : found.list) names.push_back(name);
  CHECK(std::vector(names.begin(), names.begin() + 6) ==
        std::vector<std::string>{"users.csv", "booths.csv", "items.csv", "media.csv", "audit.csv",
                                 "everything.json"});
  CHECK(names.size() == 10);

  const auto booths = found.table("booths.csv");
  REQUIRE(booths.size() == 2);
  CHECK(booths[0].at("name") == "Linsen & \"Licht\" / غرفه");
  CHECK(booths[0].at("owner") == "owner@example.com");
  CHECK(booths[0].at("country") == "United States");
  CHECK(booths[1].at("owner") == "stranger@example.com");

  const auto items = found.table("items.csv");
  REQUIRE(items.size() == 1);
  CHECK(items[0].at("name") == "'=1+1");
  CHECK(items[0].at("booth") == booths[0].at("id"));
  CHECK(items[0].at("price").empty());

  const auto media = found.table("media.csv");
  REQUIRE(media.size() == 3);
  const std::string folder = "media/" + booths[0].at("id") + "-Linsen-Licht-غرفه/";
  for (const auto& row : media) {
    CHECK(row.at("path").starts_with(folder));
    const std::string& content = found.files.at(row.at("path"));
    CHECK(base::hex(crypto::sha256(content)) == row.at("sha256"));
    CHECK(std::to_string(content.size()) == row.at("size"));
    CHECK(row.at("owner") == "owner@example.com");
  }
  CHECK(media[0].at("path").ends_with(".png"));
  CHECK(found.files.at(media[0].at("path")) == png);
  CHECK(media[1].at("kind") == "video");
  CHECK(media[1].at("path").ends_with(".mp4"));
  CHECK(media[2].at("item") == items[0].at("id"));
}

TEST_CASE("export: everything.json nests what belongs together and has no passwords") {
  Stocked hall;
  hall.box.write([](store::WriteBatch& w) { store::set_setting(w, "event_name", "Messe \"26\""); });
  const Exported found = hall.exported();
  const base::Json all = found.everything();
  CHECK(all.get("event").get("name").to_str() == "Messe \"26\"");
  CHECK(all.get("event").get("exported_at").to_str() == base::iso_time(hall.box.clock.now()));
  CHECK(all.get("users").get<base::JsonArray>().size() == 3);
  CHECK(all.get("users").get(2).get("is_admin").get<bool>());
  CHECK(found.files.at("everything.json").find("pbkdf2") == std::string::npos);
  CHECK(all.get("countries").get<base::JsonArray>().size() == 3);
  const base::Json booth = all.get("booths").get(0);
  CHECK(booth.get("country").get("code").to_str() == "US");
  CHECK(booth.get("media").get<base::JsonArray>().size() == 2);
  CHECK(booth.get("items").get(0).get("name").to_str() == "=1+1");
  const std::string path = booth.get("items").get(0).get("media").get(0).get("path").to_str();
  CHECK(found.files.at(path) == support::other_png);
  CHECK(all.get("booths").get(1).get("items").get<base::JsonArray>().empty());
}

TEST_CASE("export: the accounts can come back, with their passwords") {
  Stocked hall;
  const std::string users = hall.exported().files.at("users.csv"), fresh = hall.data() + "/fresh";
  base::write_atomically(hall.data() + "/users.csv", users);
  std::istringstream in;
  std::ostringstream out, err;
  const std::vector<std::string> words = {"import", hall.data() + "/users.csv", "--data",
                                          fresh,    "--password-rounds",        "1000"};
  REQUIRE(app::run_command_line(words, {in, out, err}) == 0);
  CHECK(err.str().find("is ignored") == std::string::npos);
  store::SqliteEngine engine(fresh + "/expobox.db");
  for (const store::User& user : store::all_users(hall.box.engine)) {
    const auto again = store::user_by_email(engine, user.email);
    REQUIRE(again);
    CHECK(again->password == user.password);
    CHECK(again->booth_limit == user.booth_limit);
  }
}

TEST_CASE("export: names that are long, or no name of a folder, lead nowhere else") {
  Hall hall;
  for (const std::string& name :
       {std::string("../../etc"), std::string("..."), std::string(60, 'x'),
        std::string("كلاه‌فروشی بزرگ شهر تهران و حومه آن"),
        std::string("a\\tb\\nc"), std::string("CON: <x>|?*")}) {
    const std::string booth = hall.new_booth(name);
    REQUIRE(hall.owner.upload(booth + "images/", "image", png, "a.PNG").status == 201);
  }
  const Exported found(hall.admin.get(url).body);
  check_sums(found.list);
  std::size_t files = 0;
  for (const auto& [name, content] : found.files) {
    if (!name.starts_with("media/")) continue;
    ++files;
    CHECK(name.size() <= 99);
    CHECK(base::valid_utf8(name));
    CHECK(name.find_first_of("\\:*?\"<>|\t\n") == std::string::npos);
    CHECK(name.find("..") == std::string::npos);
    CHECK(std::ranges::count(name, '/') == 2);
  }
  CHECK(files == 6);
}

TEST_CASE("export: what the drive has lost is told without a path, the rest is there") {
  Stocked hall;
  const auto before = hall.exported().table("media.csv");
  std::string first;
  hall.box.library.each([&](const std::string& file) {
    if (file.ends_with(".mp4")) first = file;
  });
  fs::remove(hall.data() + "/media/" + first.substr(0, 2) + "/" + first);
  const Exported found = hall.exported();
  check_sums(found.list);
  const auto after = found.table("media.csv");
  REQUIRE(after.size() == 3);
  CHECK(after[1].at("path").empty());
  CHECK(after[0].at("path") == before[0].at("path"));
  CHECK(found.list.size() == 9);
}

TEST_CASE("export: one at a time, also beside a backup") {
  Stocked hall;
  hall.box.backups.taken = true;
  const Reply busy = hall.admin.get(url);
  CHECK(busy.status == 503);
  CHECK(busy.header("Retry-After") == "60");
  hall.box.backups.taken = false;
  CHECK(hall.admin.get(url).status == 200);
}

TEST_CASE("export: by command, as the API gives it") {
  Stocked hall;
  const std::string file = hall.data() + "/all.tar";
  std::istringstream in;
  std::ostringstream out, err;
  const std::vector<std::string> words = {"export", file, "--data", hall.data(), "--reserve", "0"};
  CHECK(app::run_command_line(words, {in, out, err}) == 0);
  const Exported by_command(base::read_file(file).value()), by_api = hall.exported();
  check_sums(by_command.list);
  CHECK(by_command.files.at("media.csv") == by_api.files.at("media.csv"));
  CHECK(by_command.files.at("users.csv") == by_api.files.at("users.csv"));
  const std::vector<std::string> nowhere = {"export", file, "--data", hall.data() + "/none"};
  CHECK(app::run_command_line(nowhere, {in, out, err}) == static_cast<int>(app::ExitCode::data));
}
