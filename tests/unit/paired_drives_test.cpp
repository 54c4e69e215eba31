// SPDX-License-Identifier: MIT
#include "drives/paired_drives.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "base/files.h"
#include "support/fake_machine_files.h"
#include "support/temp_folder.h"

namespace {

using base::PairedDrives;
using Pairing = PairedDrives::Pairing;
using Uuids = std::vector<std::string>;

struct Bench {
  support::TempFolder folder;
  std::string file = folder / "paired";
  PairedDrives drives{folder.path()};

  std::string content() const { return base::read_file(file).value_or(""); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
  }
};

int error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const base::DiskError& error) {
    return error.code().value();
  }
  return 0;
}

}  // namespace

TEST_CASE("paired drives: a machine that is not set up has none, and takes none") {
  const support::TempFolder folder;
  PairedDrives drives(folder / "absent");
  CHECK_FALSE(drives.is_available());
  CHECK(drives.uuids().empty());
  CHECK(error_of([&] { drives.pair("1A2B-3C4D"); }) == ENOENT);
  CHECK_FALSE(base::exists(folder / "absent"));
}

TEST_CASE("paired drives: one is paired once and unpaired once, whatever the case of its letters") {
  Bench bench;
  CHECK(bench.drives.is_available());
  CHECK(bench.drives.uuids().empty());
  CHECK(bench.drives.pair("1A2B-3C4D") == Pairing::paired);
  CHECK(bench.drives.pair("1a2b-3c4d") == Pairing::already_paired);
  CHECK(bench.drives.pair("6f8a3b1e-0d2c-4e5f-8a9b-0c1d2e3f4a5b") == Pairing::paired);
  CHECK(bench.content() == "1A2B-3C4D\n6f8a3b1e-0d2c-4e5f-8a9b-0c1d2e3f4a5b\n");
  CHECK_FALSE(bench.drives.unpair("1A2B-3C4E"));
  CHECK(bench.drives.unpair("1a2b-3C4D"));
  CHECK_FALSE(bench.drives.unpair("1A2B-3C4D"));
  CHECK(bench.drives.uuids() == Uuids{"6f8a3b1e-0d2c-4e5f-8a9b-0c1d2e3f4a5b"});
  CHECK(bench.files() == 1);
}

TEST_CASE("paired drives: comments and what others wrote stay; what is no UUID is paired with nothing") {
  Bench bench;
  support::put(
      bench.file,
      "# the fair of 2026\r\n\n  1A2B-3C4D  # the blue one\r\nrubbish\n1a2b-3c4d\n../../x\nABCD-0001");
  CHECK(bench.drives.uuids() == Uuids{"1A2B-3C4D", "ABCD-0001"});
  CHECK(bench.drives.pair("ABCD-0002") == Pairing::paired);
  CHECK(bench.drives.unpair("1A2B-3C4D"));
  CHECK(bench.content() == "# the fair of 2026\r\n\nrubbish\n../../x\nABCD-0001\nABCD-0002\n");
}

TEST_CASE(
    "paired drives: everybody may read the file, and it is the folder's owner's also when root writes it") {
  Bench bench;
  const mode_t before = umask(0077);
  const bool root = geteuid() == 0;
  if (root) REQUIRE(chown(bench.folder.path().c_str(), 12345, 12346) == 0);
  CHECK(bench.drives.pair("1A2B-3C4D") == Pairing::paired);
  umask(before);
  struct stat found {};
  REQUIRE(::stat(bench.file.c_str(), &found) == 0);
  CHECK((found.st_mode & 07777U) == 0644U);
  CHECK(found.st_uid == (root ? 12345 : geteuid()));
  if (root) CHECK(found.st_gid == 12346);
}

TEST_CASE("paired drives: a symbolic link in place of the file is neither read nor written through") {
  Bench bench;
  const support::TempFolder elsewhere;
  const std::string target = elsewhere / "target";
  support::put(target, "1A2B-3C4D\n");
  std::filesystem::create_symlink(target, bench.file);
  CHECK(error_of([&] { bench.drives.uuids(); }) == ELOOP);
  CHECK(error_of([&] { bench.drives.pair("ABCD-0001"); }) == ELOOP);
  CHECK(error_of([&] { bench.drives.unpair("1A2B-3C4D"); }) == ELOOP);
  CHECK(base::read_file(target) == "1A2B-3C4D\n");
  CHECK(std::filesystem::is_symlink(bench.file));
}

TEST_CASE("paired drives: a symbolic link in place of the folder is not followed") {
  const support::TempFolder folder, elsewhere;
  std::filesystem::create_symlink(elsewhere.path(), folder / "state");
  PairedDrives drives(folder / "state");
  CHECK(error_of([&] { drives.pair("ABCD-0001"); }) == ENOTDIR);
  CHECK_FALSE(base::exists(elsewhere / "paired"));
}

TEST_CASE("paired drives: what is too large, or no file, is not read") {
  Bench bench;
  support::put(bench.file, std::string(20'000, '#'));
  CHECK(error_of([&] { bench.drives.uuids(); }) == EFBIG);
  CHECK(error_of([&] { bench.drives.pair("ABCD-0001"); }) == EFBIG);
  CHECK(bench.content().size() == 20'000);
  std::filesystem::remove(bench.file);
  REQUIRE(mkfifo(bench.file.c_str(), 0600) == 0);
  CHECK(error_of([&] { bench.drives.uuids(); }) == EINVAL);
}

TEST_CASE("paired drives: there are at most 64") {
  Bench bench;
  for (int i = 0; i < 64; ++i) REQUIRE(bench.drives.pair(std::to_string(1000 + i)) == Pairing::paired);
  CHECK(bench.drives.pair("ABCD-0001") == Pairing::list_full);
  CHECK(bench.drives.uuids().size() == 64);
  CHECK(bench.drives.unpair("1000"));
  CHECK(bench.drives.pair("ABCD-0001") == Pairing::paired);
}

TEST_CASE("paired drives: comments that leave no room are not dropped") {
  Bench bench;
  support::put(bench.file, std::string((16 << 10) - 4, '#'));
  CHECK(bench.drives.pair("ABCD-0001") == Pairing::list_full);
  CHECK(bench.content().size() == (16 << 10) - 4);
}

TEST_CASE("paired drives: what a crash left beside the file goes with the next change") {
  Bench bench;
  support::put(bench.file + ".0123456789abcdef.new", "half");
  CHECK(bench.drives.pair("ABCD-0001") == Pairing::paired);
  CHECK(bench.files() == 1);
}

TEST_CASE("paired drives: many who pair at once lose nothing, and a reader never sees half a file") {
  Bench bench;
  REQUIRE(bench.drives.pair("FFFF-0000") == Pairing::paired);
  std::atomic<bool> done{false};
  std::atomic<int> empty{0};
  std::thread reader([&] {
    while (!done) empty += bench.drives.uuids().empty() ? 1 : 0;
  });
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      PairedDrives own(bench.folder.path());
      for (int i = 0; i < 5; ++i) own.pair("ABC" + std::to_string(writer) + "-000" + std::to_string(i));
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  reader.join();
  CHECK(bench.drives.uuids().size() == 21);
  CHECK(empty == 0);
}

TEST_CASE("paired drives: a folder that another process holds is not waited for without end") {
  Bench bench;
  const base::Descriptor holder(::open(bench.folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(::flock(holder.get(), LOCK_EX) == 0);
  CHECK(error_of([&] { bench.drives.pair("ABCD-0001"); }) == EBUSY);
  REQUIRE(::flock(holder.get(), LOCK_UN) == 0);
  CHECK(bench.drives.pair("ABCD-0001") == Pairing::paired);
}
