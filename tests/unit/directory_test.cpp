// SPDX-License-Identifier: MIT
#include "base/directory.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>

#include "support/temp_folder.h"

namespace fs = std::filesystem;

namespace {

// With openat2 and, as on an older kernel, without.
void each_way(const std::function<void()>& test) {
  for (const bool use : {true, false}) {
    CAPTURE(use);
    base::use_openat2(use);
    test();
  }
  base::use_openat2(true);
}

}  // namespace

TEST_CASE("directory: regular files in and below it are opened, read and changed") {
  each_way([] {
    const support::TempFolder folder;
    base::write_atomically(folder / "a", "one");
    base::create_folders(folder / "b");
    base::write_atomically(folder / "b/c", std::string(40'000, 'x'));
    const base::Directory directory(folder.path());
    CHECK(directory.read("a") == "one");
    CHECK(directory.read("b/c") == std::string(40'000, 'x'));
    CHECK_FALSE(directory.read("none"));
    CHECK_FALSE(directory.open_to_read("none/a"));
    CHECK_FALSE(directory.open_to_read("a/none"));
    CHECK_THROWS_AS(directory.open_to_change("none"), base::DiskError);
    base::write_at(directory.open_to_change("b/c").get(), "c", 1, "yz");
    CHECK(directory.read("b/c")->starts_with("xyzx"));
  });
}

TEST_CASE("directory: no link is followed, and nothing outside is reached") {
  each_way([] {
    const support::TempFolder outside, folder;
    base::write_atomically(outside / "secret", "secret");
    base::write_atomically(folder / "inside", "inside");
    fs::create_symlink(outside / "secret", folder / "link");
    fs::create_symlink("inside", folder / "link-inside");
    fs::create_symlink(outside.path(), folder / "folder");
    fs::create_symlink("/proc/self/root", folder / "magic");
    const base::Directory directory(folder.path());
    const std::string up = "../" + fs::path(outside.path()).filename().string() + "/secret";
    for (const std::string& name :
         {std::string("link"), std::string("link-inside"), std::string("folder/secret"),
          std::string("magic/etc/passwd"), up, std::string("../..")}) {
      CAPTURE(name);
      CHECK_THROWS_AS(directory.open_to_read(name), base::NotRegular);
      CHECK_THROWS_AS(directory.open_to_change(name), base::NotRegular);
    }
    CHECK_THROWS_AS(base::Directory(folder / "folder", base::Directory::Last::ours), base::DiskError);
    CHECK(base::Directory(folder / "folder").read("secret") == "secret");
  });
}

TEST_CASE("directory: a pipe does not keep anybody waiting, and is no file; nor is a folder") {
  each_way([] {
    const support::TempFolder folder;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    base::create_folders(folder / "sub");
    const base::Directory directory(folder.path());
    CHECK_THROWS_AS(directory.open_to_read("pipe"), base::NotRegular);
    CHECK_THROWS_AS(directory.open_to_change("pipe"), base::NotRegular);
    CHECK_THROWS_AS(directory.open_to_read("sub"), base::NotRegular);
    CHECK_THROWS_AS(directory.read("sub"), base::NotRegular);
  });
}

TEST_CASE("directory: a file of any size is opened, and one of up to 1 MiB is read") {
  const support::TempFolder folder;
  base::write_atomically(folder / "large", std::string(std::size_t{1} << 20, 'x'));
  base::write_atomically(folder / "larger", std::string((std::size_t{1} << 20) + 1, 'x'));
  const base::Directory directory(folder.path());
  CHECK(directory.read("large")->size() == std::size_t{1} << 20);
  CHECK(directory.open_to_read("larger"));
  CHECK_THROWS_AS(directory.read("larger"), base::DiskError);
}
