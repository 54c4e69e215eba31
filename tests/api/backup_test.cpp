// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "app/startup_check.h"
#include "backup/archive_writer.h"
#include "backup/snapshots.h"
#include "base/exit.h"
#include "base/text/tar.h"
#include "cli/check.h"
#include "cli/commands.h"
#include "cli/restore.h"
#include "crypto/hash.h"
#include "store/database_file.h"
#include "store/engine/database_copy.h"
#include "store/settings.h"
#include "support/api_fixture.h"

namespace fs = std::filesystem;

namespace {

using support::Hall;
using support::png;
using support::Reply;

struct Result {
  int code = 0;
  std::string out, err;
};

Result run(std::vector<std::string> arguments, const std::string& data) {
  arguments.insert(arguments.end(), {"--data", data, "--reserve", "0", "--password-rounds", "1000"});
  std::istringstream in;
  std::ostringstream out, err;
  const int code = app::run_command_line(arguments, {in, out, err});
  return {code, out.str(), err.str()};
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

// A hall with two booths, an item and three files in them.
struct Stocked : Hall {
  Stocked() {
    first = upload(booth + "images/", "image", png, "a.png");
    second = upload(booth + "images/", "image", support::other_png, "b.png");
    film = upload(booth + "videos/", "video", support::mp4(), "c.mp4");
  }
  std::string upload(const std::string& url, const std::string& field, const std::string& bytes,
                     const std::string& name) {
    const Reply made = owner.upload(url, field, bytes, name);
    REQUIRE(made.status == 201);
    const std::string target = made.at("url").get<std::string>();
    return target.substr(target.rfind('/') + 1);
  }
  std::string data() const { return box.folder.path(); }
  std::string path(const std::string& file) const {
    return data() + "/media/" + file.substr(0, 2) + "/" + file;
  }
  std::string backup() const {
    const std::string file = data() + "/box.tar";
    const Result made = run({"backup", file}, data());
    REQUIRE(made.code == 0);
    return base::read_file(file).value();
  }

  const std::string booth = new_booth("Optics"), item = new_item(booth);
  std::string first, second, film;
};

// Name and content of every member, in order.
std::vector<std::pair<std::string, std::string>> members(std::string_view archive) {
  std::vector<std::pair<std::string, std::string>> found;
  while (const auto member = base::read_tar_header(archive.substr(0, base::tar_block))) {
    archive.remove_prefix(base::tar_block);
    found.emplace_back(member->name, archive.substr(0, member->size));
    archive.remove_prefix(member->size + base::tar_padding(member->size));
  }
  CHECK(archive.size() == base::tar_end);
  return found;
}

std::string tar(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string archive;
  for (const auto& [name, content] : members) {
    archive += base::tar_header({name, content.size(), 0}) + content;
    archive.append(base::tar_padding(content.size()), '\0');
  }
  return archive.append(base::tar_end, '\0');
}

std::string sums_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string sums;
  for (const auto& [name, content] : members) sums += base::hex(crypto::sha256(content)) + "  " + name + "\n";
  return sums;
}

void overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.flush());
}

std::string epoch_of(const std::string& data) {
  store::SqliteEngine engine(data + "/expobox.db");
  return store::setting(engine, "epoch").value();
}

}  // namespace

TEST_CASE("backup: administrators alone get it, with its length, a name and nothing cached") {
  Stocked hall;
  const std::string url = "/api/v1/admin/backup/";
  CHECK(hall.nobody.get(url).status == 401);
  CHECK(hall.owner.get(url).status == 403);
  CHECK(hall.admin.json("POST", url, "{}").status == 405);
  const Reply reply = hall.admin.get(url);
  REQUIRE(reply.status == 200);
  CHECK(reply.content_type == "application/x-tar");
  CHECK(reply.header("Cache-Control") == "no-store");
  const std::string name = reply.header("Content-Disposition");
  CHECK(name.starts_with("attachment; filename=\"expobox-20"));
  CHECK(name.ends_with("Z.tar\""));
  CHECK(members(reply.body).size() == 5);
  CHECK(hall.admin.ask("HEAD", url).status == 200);
  CHECK(hall.admin.get(url).status == 200);  // those before hold no place any more
}

TEST_CASE("backup: the archive is database, media and sums, and leaves no copy behind") {
  const Stocked hall;
  const auto found = members(hall.backup());
  REQUIRE(found.size() == 5);
  CHECK(found.front().first == "expobox.db");
  CHECK(found.back().first == "SHA256SUMS");
  const std::map<std::string, std::string> by_name(found.begin(), found.end());
  CHECK(by_name.at("media/" + hall.first.substr(0, 2) + "/" + hall.first) == png);
  CHECK(by_name.at("media/" + hall.film.substr(0, 2) + "/" + hall.film) == support::mp4());
  CHECK(found.back().second == sums_of({found.begin(), found.end() - 1}));
  CHECK(fs::is_empty(hall.data() + "/backups"));
  for (const auto& entry : fs::directory_iterator(hall.data())) CHECK(entry.path().extension() != ".part");
}

TEST_CASE("backup: what is deleted while it is read is in it, and goes afterwards") {
  Stocked hall;
  std::string bytes(1000, '\0');
  {
    const api::BackupSource source{hall.box.library, hall.data() + "/expobox.db", hall.data() + "/backups",
                                   0};
    api::ArchiveWriter archive(source, api::backup_manifest(source));
    std::size_t got = archive.read(bytes.data(), bytes.size());
    CHECK(hall.owner.ask("DELETE", hall.booth).status == 204);
    const std::uint64_t size = archive.size();
    CHECK(hall.box.media_files() == 3);
    bytes.resize(size + 1);
    for (std::size_t more = 1; more > 0; got += more) more = archive.read(bytes.data() + got, 777);
    CHECK(got == size);
    bytes.resize(size);
    CHECK(archive.skipped().empty());
    CHECK(archive.corrupted().empty());
  }
  CHECK(members(bytes).size() == 5);
  hall.box.library.remove_deferred();
  CHECK(hall.box.media_files() == 0);
}

TEST_CASE("backup: files the drive has lost are left out and told; changed ones are in it as they are") {
  const Stocked hall;
  fs::remove(hall.path(hall.first));
  fs::resize_file(hall.path(hall.second), 10);
  overwrite(hall.path(hall.film), "changed");
  const std::string file = hall.data() + "/box.tar", fresh = hall.data() + "/fresh";
  const Result made = run({"backup", file}, hall.data());
  CHECK(made.code == static_cast<int>(app::ExitCode::data));
  CHECK(has(made.err, "left out, as it is missing or cut short: " + hall.first));
  CHECK(has(made.err, "left out, as it is missing or cut short: " + hall.second));
  CHECK(has(made.err, "changed since it was uploaded: " + hall.film));
  CHECK(members(base::read_file(file).value()).size() == 3);

  const Result restored = run({"restore", file}, fresh);
  CHECK(restored.code == 0);
  CHECK(has(restored.err, "1 of the files were damaged when the backup was made"));
  CHECK(run({"check"}, fresh).out ==
        "content\t" + hall.film + "\nchecked 1 media rows and 1 media files, 1 findings\n");
}

TEST_CASE("backup: to standard output; a file that cannot be written is told and nothing is left of it") {
  const Stocked hall;
  const Result out = run({"backup", "-"}, hall.data());
  CHECK(out.code == 0);
  CHECK(members(out.out).size() == 5);
  CHECK(run({"backup"}, hall.data()).code == static_cast<int>(app::ExitCode::usage));
  CHECK(run({"backup", hall.data() + "/none/box.tar"}, hall.data() + "/none").code ==
        static_cast<int>(app::ExitCode::data));
  CHECK_FALSE(fs::exists(hall.data() + "/none"));
  fs::create_directory(hall.data() + "/in-the-way");
  base::write_atomically(hall.data() + "/in-the-way/file", "");
  CHECK(run({"backup", hall.data() + "/in-the-way"}, hall.data()).code ==
        static_cast<int>(app::ExitCode::io));
  for (const auto& entry : fs::directory_iterator(hall.data())) CHECK(entry.path().extension() != ".part");
}

TEST_CASE("restore: a fresh folder is the same box with a new epoch, and whole") {
  const Stocked hall;
  hall.backup();
  const std::string fresh = hall.data() + "/fresh";
  const Result restored = run({"restore", hall.data() + "/box.tar"}, fresh);
  CHECK(restored.code == 0);
  const Result checked = run({"check"}, fresh);
  CHECK(checked.code == 0);
  CHECK(checked.out == "checked 3 media rows and 3 media files, 0 findings\n");
  CHECK(epoch_of(fresh) != epoch_of(hall.data()));
  CHECK(base::read_file(fresh + "/media/" + hall.first.substr(0, 2) + "/" + hall.first) == png);
  CHECK_FALSE(fs::exists(fresh + "/keys"));
  CHECK_FALSE(fs::exists(fresh + "/restored"));
}

TEST_CASE("restore: the old box is kept aside; a running server is not disturbed") {
  const Stocked hall;
  hall.backup();
  const std::string fresh = hall.data() + "/fresh";
  REQUIRE(run({"user", "add", "--email", "old@example.com"}, fresh).code == 0);
  {
    const auto held = app::DataFolder(fresh).lock();
    CHECK(run({"restore", hall.data() + "/box.tar"}, fresh).code ==
          static_cast<int>(app::ExitCode::temporary));
  }
  CHECK(has(run({"user", "list"}, fresh).out, "old@example.com"));
  CHECK(run({"restore", hall.data() + "/box.tar"}, fresh).code == 0);
  CHECK(has(run({"user", "list"}, fresh).out, "owner@example.com"));
  CHECK(has(run({"user", "list"}, fresh + "/before-restore-1").out, "old@example.com"));
}

TEST_CASE("restore: what is not whole or not ours is refused, and the box stays as it is") {
  const Stocked hall;
  const std::string good = hall.backup(), file = hall.data() + "/bad.tar", fresh = hall.data() + "/fresh";
  REQUIRE(run({"user", "add", "--email", "old@example.com"}, fresh).code == 0);
  auto parts = members(good);
  std::vector<std::string> bad;
  for (const std::size_t size : {std::size_t{0}, std::size_t{511}, good.size() / 2, good.size() - 3000}) {
    bad.push_back(good.substr(0, size));
  }
  std::string flipped = good;
  flipped[flipped.find(png) + 20] ^= 1;
  bad.push_back(flipped);

  const auto sealed = [](std::vector<std::pair<std::string, std::string>> some) {
    some.emplace_back("SHA256SUMS", sums_of(some));
    return tar(some);
  };
  parts.pop_back();
  bad.push_back(tar(parts));  // without sums
  for (const char* name : {"../escape", "/etc/escape", "media/../../escape", "media/aa/../escape.png",
                           "escape", "media/ab/aa0123456789abcdef0123456789abcd.png", "keys/jwt.key"}) {
    auto more = parts;
    more.emplace_back(name, "x");
    bad.push_back(sealed(more));
  }
  auto twice = parts;
  twice.push_back(parts.back());
  bad.push_back(sealed(twice));
  auto unnamed = parts;
  unnamed.emplace_back("media/aa/aa0123456789abcdef0123456789abcd.png", "x");
  bad.push_back(sealed(unnamed));
  bad.push_back(sealed({parts.begin(), parts.end() - 1}));  // a row's file is not there
  bad.push_back(sealed({parts.begin() + 1, parts.end()}));  // the database is not there
  auto damaged = parts;
  damaged.front().second.replace(4096 * 2, 4096 * 2, 4096 * 2, 'x');
  bad.push_back(sealed(damaged));

  for (std::size_t at = 0; at < bad.size(); ++at) {
    CAPTURE(at);
    base::write_atomically(file, bad[at]);
    CHECK(run({"restore", file}, fresh).code == static_cast<int>(app::ExitCode::data));
    CHECK(has(run({"user", "list"}, fresh).out, "old@example.com"));
    CHECK_FALSE(fs::exists(fresh + "/restoring"));
    CHECK_FALSE(fs::exists(fresh + "/before-restore-1"));
  }
  CHECK_FALSE(fs::exists(hall.data() + "/escape"));
  base::write_atomically(file, sealed(parts));
  CHECK(run({"restore", file}, fresh).code == 0);
}

TEST_CASE("restore: short room is told before anything is written") {
  const Stocked hall;
  hall.backup();
  std::istringstream in;
  std::ostringstream out, err;
  const std::vector<std::string> large = {
      "restore", hall.data() + "/box.tar", "--data", hall.data() + "/fresh", "--reserve", "9000000GB"};
  CHECK(app::run_command_line(large, {in, out, err}) == static_cast<int>(app::ExitCode::io));
  CHECK(has(err.str(), "not enough room"));
  CHECK_FALSE(fs::exists(hall.data() + "/fresh/restoring"));
}

TEST_CASE("check: each kind of damage is a line; repair moves it aside, and then all is well") {
  const Stocked hall;
  CHECK(run({"check"}, hall.data()).code == 0);
  fs::remove(hall.path(hall.first));
  fs::resize_file(hall.path(hall.second), 10);
  overwrite(hall.path(hall.film), "changed");
  const std::string orphan = "bb0123456789abcdef0123456789abcd.jpg";
  base::NewFile(hall.path(orphan)).commit();

  const Result found = run({"check"}, hall.data());
  CHECK(found.code == static_cast<int>(app::ExitCode::data));
  for (const std::string& line : {"missing\t" + hall.first, "size\t" + hall.second, "content\t" + hall.film,
                                  "orphan\t" + orphan, std::string("4 findings")}) {
    CHECK(has(found.out, line + "\n"));
  }
  CHECK(hall.box.media_files() == 3);

  {
    const auto held = app::DataFolder(hall.data()).lock();  // as a server has it
    CHECK(run({"check", "--repair"}, hall.data()).code == static_cast<int>(app::ExitCode::temporary));
    const Result beside = run({"check"}, hall.data());
    CHECK(beside.code == static_cast<int>(app::ExitCode::data));
    CHECK_FALSE(has(beside.out, "orphan\t"));
    CHECK(has(beside.out, "3 findings (a server runs"));
  }

  CHECK(run({"check", "--repair"}, hall.data()).code == 0);
  const std::string lost = hall.data() + "/lost/1/";
  CHECK(fs::file_size(lost + hall.second) == 10);
  CHECK(base::read_file(lost + hall.film).value().starts_with("changed"));
  CHECK(fs::exists(lost + orphan));
  std::istringstream lines(base::read_file(lost + "rows.jsonl").value());
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(base::parse_json(line).get("file").get<std::string>());
  }
  CHECK(rows == std::vector{hall.first, hall.second, hall.film});
  const Result after = run({"check"}, hall.data());
  CHECK(after.code == 0);
  CHECK(after.out == "checked 0 media rows and 0 media files, 0 findings\n");
}

TEST_CASE("check: what is foreign in the database's schema is a line, and no server starts on it") {
  Stocked hall;
  hall.box.write([](store::WriteBatch& w) {
    w.run("CREATE TRIGGER again AFTER INSERT ON sessions BEGIN UPDATE users SET is_admin = 1; END");
  });
  const Result found = run({"check", "--repair"}, hall.data());
  CHECK(found.code == static_cast<int>(app::ExitCode::data));
  CHECK(has(found.out, "foreign\ttrigger again on sessions is not this program's\n"));
  CHECK(has(found.out, "1 findings"));
  const Result started = run({"serve", "--listen", "127.0.0.1:0"}, hall.data());
  CHECK(started.code == static_cast<int>(app::ExitCode::data));
  CHECK(has(started.err, "trigger again on sessions is not this program's"));
}

TEST_CASE("check: a link in the place of a media file is a line of its own, and repair moves the link") {
  const Stocked hall;
  const support::TempFolder outside;
  const std::string target = outside / "target";
  base::write_atomically(target, png);
  fs::remove(hall.path(hall.first));
  fs::create_symlink(target, hall.path(hall.first));
  const Result found = run({"check"}, hall.data());
  CHECK(found.code == static_cast<int>(app::ExitCode::data));
  CHECK(has(found.out, "irregular\t" + hall.first + "\n"));
  CHECK(has(found.out, "1 findings"));
  CHECK(run({"check", "--repair"}, hall.data()).code == 0);
  CHECK(fs::is_symlink(hall.data() + "/lost/1/" + hall.first));
  CHECK(base::read_file(target) == png);
  CHECK(run({"check"}, hall.data()).code == 0);
}

TEST_CASE("folder: one with a link under a name of its own is not used") {
  const Stocked hall;
  const support::TempFolder outside;
  for (const char* name : {"expobox.db", "keys", "media", "clock", "expobox.conf", "expobox.lock"}) {
    CAPTURE(name);
    const std::string path = hall.data() + "/" + name, kept = outside / name;
    if (fs::exists(path)) fs::rename(path, kept);
    fs::create_symlink(kept, path);
    const Result refused = run({"check"}, hall.data());
    CHECK(refused.code != 0);
    CHECK(has(refused.err, name));
    fs::remove(path);
    if (fs::exists(kept)) fs::rename(kept, path);
  }
  CHECK(run({"check"}, hall.data()).code == 0);
  fs::create_directory_symlink(hall.data(), outside / "the box");
  CHECK(run({"check"}, outside / "the box").code == 0);  // where the folder is, the operator says
}

TEST_CASE("check: a damaged database is told and not touched, a folder without one is not made") {
  const Stocked hall;
  const std::string data = hall.data() + "/damaged";
  fs::create_directory(data);
  store::copy_database(hall.data() + "/expobox.db", data + "/expobox.db");
  std::string content = base::read_file(data + "/expobox.db").value();
  content.replace(4096 * 2, 4096 * 2, 4096 * 2, 'x');
  base::write_atomically(data + "/expobox.db", content);
  const Result found = run({"check", "--repair"}, data);
  CHECK(found.code == static_cast<int>(app::ExitCode::data));
  CHECK(has(found.out, "database\t"));
  CHECK(has(found.err, "expobox restore"));
  CHECK(base::read_file(data + "/expobox.db") == content);
  CHECK_FALSE(fs::exists(data + "/lost"));

  CHECK_THROWS_AS(app::verified_database(app::DataFolder(data), false), app::CommandError);
  CHECK(app::verified_database(app::DataFolder(data), true) == data + "/expobox.db");
  CHECK(app::verified_database(app::DataFolder(hall.data()), false) == hall.data() + "/expobox.db");

  CHECK(run({"check"}, hall.data() + "/none").code == static_cast<int>(app::ExitCode::data));
  CHECK_FALSE(fs::exists(hall.data() + "/none"));
}

TEST_CASE("copies: one is made when something changed, whole, and never when room is short") {
  Stocked hall;
  const app::DataFolder folder(hall.data());
  const auto copies = [&] {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.copies()))
      names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  };
  CHECK_FALSE(app::snapshot_if_changed(folder, 1'780'000'000, std::uint64_t{1} << 60));
  CHECK(copies().empty());
  CHECK(app::snapshot_if_changed(folder, 1'780'000'000, 0));
  CHECK(copies() == std::vector<std::string>{"copy-000001-20260528.db"});
  CHECK(store::integrity_check(folder.copies() + "/copy-000001-20260528.db").empty());
  CHECK_FALSE(app::snapshot_if_changed(folder, 1'780'000'000, 0));
  hall.new_booth();
  CHECK(app::snapshot_if_changed(folder, 1'780'100'000, 0));
  CHECK(copies() == std::vector<std::string>{"copy-000001-20260528.db", "copy-000002-20260530.db"});

  for (int number = 3; number <= 12; ++number) {
    hall.new_booth();
    REQUIRE(app::snapshot_if_changed(folder, 1'780'100'000, 0));
  }
  CHECK(copies().size() == 7);  // the newest six, and the only one of the day before
  CHECK(copies().front() == "copy-000001-20260528.db");
  CHECK(copies().back() == "copy-000012-20260530.db");
}

TEST_CASE("copies: what a crash left is removed, unless a backup is at it") {
  const Stocked hall;
  const app::DataFolder folder(hall.data());
  for (const char* name :
       {"/copy-000001-20260528.db", "/copy-000002-20260528.db.part", "/archive-ab.db.part"}) {
    base::create_folders(folder.copies());
    base::write_atomically(folder.copies() + name, "");
  }
  const auto count = [&] {
    return std::distance(fs::directory_iterator(folder.copies()), fs::directory_iterator());
  };
  base::Descriptor pin = hall.box.library.pin();
  app::remove_unfinished(folder, hall.box.library);
  CHECK(count() == 3);
  pin.reset();
  app::remove_unfinished(folder, hall.box.library);
  CHECK(count() == 1);
}
