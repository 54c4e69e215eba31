// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/clock.h"
#include "support/api_fixture.h"
#include "support/captured_log.h"

namespace {

using support::Hall;
using support::HeaderList;
using support::Reply;

constexpr auto created = "Sun, 25 Jan 2026 10:00:00 GMT";

// A hall with one film of 5000 bytes.
struct Cinema : Hall {
  const std::string film = support::mp4(5000);
  std::string path, tag;

  Cinema() {
    const std::string booth = new_booth();
    const std::string url =
        owner.upload(booth + "videos/", "video", film, "film.mp4").at("url").get<std::string>();
    path = url.substr(url.find("/media/"));
    tag = '"' + path.substr(path.rfind('/') + 1) + '"';
    box.clock.advance(3600);
  }
  Reply get(const HeaderList& headers = {}) { return box.ask("GET", path, headers); }
};

}  // namespace

TEST_CASE("files: a whole file, to anybody, with what makes it harmless and cacheable") {
  Cinema cinema;
  const Reply reply = cinema.get();
  CHECK(reply.status == 200);
  CHECK(reply.body == cinema.film);
  CHECK(reply.content_type == "video/mp4");
  const std::pair<const char*, std::string> headers[] = {
      {"ETag", cinema.tag},
      {"Last-Modified", created},
      {"Cache-Control", "public, max-age=31536000, immutable"},
      {"Accept-Ranges", "bytes"},
      {"Content-Security-Policy", "default-src 'none'; sandbox"},
      {"Cross-Origin-Resource-Policy", "cross-origin"},
  };
  for (const auto& [name, value] : headers) CHECK(reply.header(name) == value);
  CHECK(cinema.box.ask("HEAD", cinema.path, {{"range", "bytes=0-9"}}).headers == reply.headers);
}

TEST_CASE("files: one range is answered with that part") {
  Cinema cinema;
  struct {
    const char* range;
    std::size_t first, last;
  } const table[] = {{"bytes=0-99", 0, 99},           {"bytes=4000-", 4000, 4999}, {"bytes=-10", 4990, 4999},
                     {"bytes=4990-9999", 4990, 4999}, {"bytes=0-0", 0, 0},         {"bytes=-9999", 0, 4999}};
  for (const auto& [range, first, last] : table) {
    const Reply reply = cinema.get({{"range", range}});
    CHECK_MESSAGE(reply.status == 206, range);
    CHECK(reply.body == cinema.film.substr(first, last - first + 1));
    CHECK(reply.header("Content-Range") ==
          "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/5000");
    CHECK(reply.header("ETag") == cinema.tag);
  }
}

TEST_CASE("files: a part beyond 4 GB is that part") {
  constexpr std::uint64_t size = 5'000'000'000, at = (1ULL << 32) + 100;
  Cinema cinema;
  const std::string name = cinema.path.substr(cinema.path.rfind('/') + 1);
  const base::Descriptor file(::open(
      (cinema.box.folder / ("media/" + name.substr(0, 2) + "/" + name)).c_str(), O_WRONLY | O_CLOEXEC));
  REQUIRE(::ftruncate(file.get(), static_cast<off_t>(size)) == 0);  // a hole takes no room
  REQUIRE(::pwrite(file.get(), "the end", 7, static_cast<off_t>(at)) == 7);
  cinema.box.write([&](store::WriteBatch& w) {
    w.run("UPDATE media SET size = ? WHERE file = ?", static_cast<std::int64_t>(size), name);
  });
  const Reply reply = cinema.get({{"range", "bytes=4294967396-4294967402"}});
  CHECK(reply.status == 206);
  CHECK(reply.body == "the end");
  CHECK(reply.header("Content-Range") == "bytes 4294967396-4294967402/5000000000");
}

TEST_CASE("files: a range beyond the end is 416, one not understood gives the whole") {
  Cinema cinema;
  const Reply beyond = cinema.get({{"range", "bytes=5000-6000"}});
  CHECK(beyond.status == 416);
  CHECK(beyond.header("Content-Range") == "bytes */5000");
  CHECK(beyond.content_type == "application/json");
  CHECK(beyond.header("Cache-Control").empty());
  for (const char* range : {"bytes=9-5", "items=0-5", "bytes=0-1,5-6", "bytes=x-"}) {
    CHECK_MESSAGE(cinema.get({{"range", range}}).status == 200, range);
  }
}

TEST_CASE("files: If-Range lets the range count only for the same file") {
  Cinema cinema;
  const auto status = [&](const std::string& condition) {
    return cinema.get({{"range", "bytes=0-9"}, {"if-range", condition}}).status;
  };
  CHECK(status(cinema.tag) == 206);
  CHECK(status(created) == 206);
  CHECK(status("\"other\"") == 200);
  CHECK(status("W/" + cinema.tag) == 200);
  CHECK(status("Sun, 25 Jan 2026 10:00:01 GMT") == 200);
}

TEST_CASE("files: who has it already gets 304") {
  Cinema cinema;
  const Reply same = cinema.get({{"if-none-match", "\"x\", W/" + cinema.tag}, {"range", "bytes=0-9"}});
  CHECK(same.status == 304);
  CHECK(same.header("Cross-Origin-Resource-Policy") == "cross-origin");  // else a cache would forget it
  CHECK(same.body.empty());
  CHECK(same.header("ETag") == cinema.tag);
  CHECK(same.header("Cache-Control") == "public, max-age=31536000, immutable");
  CHECK(cinema.get({{"if-none-match", "*"}}).status == 304);
  CHECK(cinema.get({{"if-none-match", "\"other\""}}).status == 200);
  CHECK(cinema.get({{"if-modified-since", created}}).status == 304);
  CHECK(cinema.get({{"if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT"}}).status == 200);
  CHECK(cinema.get({{"if-modified-since", "yesterday"}}).status == 200);
  CHECK(cinema.get({{"if-none-match", "\"other\""}, {"if-modified-since", created}}).status == 200);
}

TEST_CASE("files: only the name in the row opens a file") {
  Cinema cinema;
  const std::string name = cinema.path.substr(cinema.path.rfind('/') + 1);
  for (const std::string& path :
       {"/media/booths/2/" + name, "/media/items/1/" + name, std::string("/media/booths/1/nothing.mp4"),
        std::string("/media/booths/1/"), std::string("/media/booths/"), std::string("/media/../expobox.db"),
        std::string("/media/booths/1/..%2f..%2fexpobox.db"), "/media/booths/1/" + name.substr(0, 2)}) {
    const Reply reply = cinema.nobody.get(path);
    CHECK_MESSAGE(reply.status == 404, path);
    CHECK(reply.body == R"({"detail":"Not found."})");
  }
  CHECK(cinema.nobody.ask("DELETE", cinema.path).status == 405);
}

TEST_CASE("files: a file that has gone from the drive is not found") {
  Cinema cinema;
  cinema.box.library.remove(cinema.path.substr(cinema.path.rfind('/') + 1));
  CHECK(cinema.get().status == 404);
}

TEST_CASE("files: a link, a pipe or a linked folder in the place of a media file is not found, and logged") {
  Cinema cinema;
  const std::string file = cinema.tag.substr(1, cinema.tag.size() - 2), shard = file.substr(0, 2),
                    media = cinema.box.folder / "media", path = media + "/" + shard + "/" + file;
  const support::TempFolder outside;
  std::filesystem::create_directory(outside / shard);
  base::write_atomically(outside / shard + "/" + file, cinema.film);
  std::filesystem::remove(path);
  std::filesystem::create_symlink(outside / shard + "/" + file, path);
  {
    const support::Captured log;
    CHECK(cinema.get().status == 404);
    CHECK(log.all().find(file) != std::string::npos);
    const std::size_t told = log.all().size();
    CHECK(cinema.get({{"range", "bytes=0-9"}}).status == 404);
    CHECK(log.all().size() == told);
  }
  CHECK(cinema.box.library.is_irregular(file));

  std::filesystem::remove(path);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK(cinema.get().status == 404);
  CHECK(cinema.box.library.is_irregular(file));

  std::filesystem::remove_all(media + "/" + shard);
  std::filesystem::create_directory_symlink(outside / shard, media + "/" + shard);
  CHECK(cinema.get().status == 404);
  CHECK(cinema.box.library.is_irregular(file));
  CHECK(cinema.box.media_files() == 0);
}
