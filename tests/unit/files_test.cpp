// SPDX-License-Identifier: MIT
#include "base/files.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <utility>
#include <vector>

#include "support/temp_folder.h"

namespace fs = std::filesystem;

namespace {

std::size_t entries(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

unsigned mode(const std::string& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 0777U;
}

template <class Call>
int error_of(Call call) {
  try {
    call();
  } catch (const base::DiskError& error) {
    return error.code().value();
  }
  return 0;
}

// No file may grow past so many bytes for as long as this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit smaller{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &smaller);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, signal_);
  }

 private:
  sighandler_t signal_;
  rlimit before_{};
};

void sync(base::NewFile& file) {
  base::NewFile* const one[] = {&file};
  base::sync_all(one);
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("files: a kept file stays, with its bytes and for its owner alone") {
  const support::TempFolder folder;
  const std::string path = folder / "new";
  {
    base::NewFile file(path);
    file.write("one ");
    file.write("");
    file.write("two");
    sync(file);
    file.commit();
    CHECK(file.path() == path);
  }
  CHECK(base::read_file(path) == "one two");
  CHECK(mode(path) == 0600);
}

TEST_CASE("files: a file that is not kept goes, synced or not") {
  const support::TempFolder folder;
  {
    base::NewFile file(folder / "new");
    file.write("bytes");
    sync(file);
    CHECK(entries(folder.path()) == 1);
  }
  CHECK(entries(folder.path()) == 0);
}

TEST_CASE("files: many are synced together, wherever they are; of a failure the caller hears") {
  const support::TempFolder folder;
  std::vector<base::NewFile> files;
  std::vector<base::NewFile*> all;
  for (int i = 0; i < 30; ++i) files.emplace_back(folder / (std::to_string(i % 3) + "/" + std::to_string(i)));
  for (base::NewFile& file : files) {
    file.write("bytes");
    all.push_back(&file);
  }
  base::sync_all(all);
  base::sync_all({});
  for (base::NewFile& file : files) file.commit();
  CHECK(entries(folder / "0") == 10);

  base::NewFile lost(folder / "lost/file");
  std::filesystem::remove_all(folder / "lost");
  CHECK_THROWS_AS(sync(lost), base::DiskError);
}

TEST_CASE("files: a file larger than what is kept of it in memory arrives whole") {
  const support::TempFolder folder;
  const std::string piece(1 << 20, 'x');
  base::NewFile file(folder / "large");
  for (int i = 0; i < 11; ++i) file.write(piece);
  sync(file);
  file.commit();
  CHECK(base::read_file(folder / "large")->size() == 11 * piece.size());
}

TEST_CASE("files: a moved file is unlinked once, by its last owner") {
  const support::TempFolder folder;
  {
    base::NewFile first(folder / "new");
    base::NewFile second(std::move(first));
    second.write("bytes");
    second.commit();
  }
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("files: a new file never replaces one that is there") {
  const support::TempFolder folder;
  base::write_atomically(folder / "old", "old");
  CHECK(error_of([&] { base::NewFile file(folder / "old"); }) == EEXIST);
  CHECK(base::read_file(folder / "old") == "old");
}

TEST_CASE("files: missing folders are made for a new file") {
  const support::TempFolder folder;
  base::NewFile file(folder / "a/b/c/new");
  CHECK(fs::is_regular_file(folder / "a/b/c/new"));
  CHECK(mode(folder / "a") == 0700);
}

TEST_CASE("files: a new file is not inherited by a program we start") {
  const support::TempFolder folder;
  const base::NewFile file(folder / "new");
  CHECK((::fcntl(file.descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("files: writing atomically makes and replaces, and leaves nothing beside") {
  const support::TempFolder folder;
  base::write_atomically(folder / "f", "first, long content");
  base::write_atomically(folder / "f", "second");
  CHECK(base::read_file(folder / "f") == "second");
  CHECK(mode(folder / "f") == 0600);
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("files: a replacement that fails leaves the old and nothing beside") {
  const support::TempFolder folder;
  base::create_folders(folder / "f/inside");
  CHECK(error_of([&] { base::write_atomically(folder / "f", "x"); }) == EISDIR);
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("files: what a crash left of a replacement goes, what others call alike stays") {
  const support::TempFolder folder;
  for (const char* name : {"f", "f.0123456789abcdef.new", "f.new", "f.mine.new", "g.0123456789abcdef.new"}) {
    base::NewFile(folder / name).commit();
  }
  base::remove_unfinished(folder / "f");
  CHECK_FALSE(fs::exists(folder / "f.0123456789abcdef.new"));
  CHECK(entries(folder.path()) == 4);
  base::remove_unfinished(folder / "no/such/folder");
}

TEST_CASE("files: a full drive is told from a broken one") {
  CHECK(base::DiskError(ENOSPC, "write").disk_full());
  CHECK(base::DiskError(EDQUOT, "write").disk_full());
  CHECK_FALSE(base::DiskError(EIO, "write").disk_full());
}

TEST_CASE("files: a write that gets through in part goes on, and fails when it cannot") {
  const support::TempFolder folder;
  {
    base::NewFile file(folder / "new");
    const FileSizeLimit limit(1000);
    CHECK(error_of([&] { file.write(std::string(5000, 'x')); }) == EFBIG);
    CHECK(fs::file_size(file.path()) == 1000);
  }
  CHECK(entries(folder.path()) == 0);
}

TEST_CASE("files: an error names what was tried, where and why") {
  try {
    base::NewFile file("/proc/no/such/file");
    FAIL("a file in /proc");
  } catch (const base::DiskError& error) {
    CHECK(std::string(error.what()).find("make folder /proc/no") != std::string::npos);
    CHECK(std::string(error.what()).find("No such file") != std::string::npos);
  }
}

TEST_CASE("files: what is not there is no error") {
  const support::TempFolder folder;
  CHECK_FALSE(base::read_file(folder / "none").has_value());
  CHECK_FALSE(base::open_read(folder / "none/none"));
  CHECK_FALSE(base::remove_file(folder / "none"));
}

TEST_CASE("files: what is there but cannot be read or removed is one") {
  const support::TempFolder folder;
  CHECK(error_of([&] { base::read_file(folder.path()); }) == EISDIR);
  CHECK(error_of([&] { base::remove_file(folder.path()); }) == EISDIR);
  CHECK(error_of([&] { base::open_read(folder / std::string(300, 'x')); }) == ENAMETOOLONG);
}

TEST_CASE("files: removing says whether there was something") {
  const support::TempFolder folder;
  base::write_atomically(folder / "f", "x");
  CHECK(base::remove_file(folder / "f"));
  CHECK_FALSE(base::remove_file(folder / "f"));
}

TEST_CASE("files: long content with zero bytes is read whole") {
  const support::TempFolder folder;
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += static_cast<char>(i % 251);
  base::write_atomically(folder / "f", content);
  CHECK(base::read_file(folder / "f") == content);
  base::write_atomically(folder / "f", "");
  CHECK(base::read_file(folder / "f") == "");
}

TEST_CASE("files: folders are made as deep as asked, again and again") {
  const support::TempFolder folder;
  base::create_folders(folder / "a/b/");
  base::create_folders(folder / "a/b");
  CHECK(fs::is_directory(folder / "a/b"));
  base::write_atomically(folder / "file", "x");
  CHECK(error_of([&] { base::create_folders(folder / "file"); }) == EEXIST);
  CHECK(error_of([&] { base::create_folders(folder / "file/below"); }) == ENOTDIR);
}

TEST_CASE("files: free bytes are those of the drive") {
  const support::TempFolder folder;
  const auto free = base::free_bytes(folder.path());
  CHECK(free > 0);
  CHECK(free <= fs::space(folder.path()).capacity);
  CHECK(error_of([&] { base::free_bytes(folder / "none"); }) == ENOENT);
}

TEST_CASE("files: a parent is the folder above") {
  CHECK(base::parent_path("a/b/c") == "a/b");
  CHECK(base::parent_path("a//b") == "a");
  CHECK(base::parent_path("a/b/") == "a");
  CHECK(base::parent_path("a") == ".");
  CHECK(base::parent_path("a/") == ".");
  CHECK(base::parent_path("/a") == "/");
  CHECK(base::parent_path("/a/b") == "/a");
  CHECK(base::parent_path("/") == "/");
}

TEST_CASE("files: a descriptor is closed once, by its last owner") {
  base::Descriptor first(::open("/dev/null", O_RDONLY));
  REQUIRE(first);
  const int number = first.get();
  base::Descriptor second(std::move(first));
  CHECK(second.get() == number);
  base::Descriptor third;
  third = std::move(second);
  CHECK(is_open(number));
  const int released = third.release();
  CHECK(released == number);
  CHECK_FALSE(third);
  base::Descriptor again(released);
  again.reset();
  CHECK_FALSE(again);
}
