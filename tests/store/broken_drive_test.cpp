// SPDX-License-Identifier: MIT

// What the store does when the drive below fails or is slow: SQLite's own file layer with switches that make
// the write-ahead log unwritable, its sync fail or last, which is where a commit meets the drive.

#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "store/settings.h"
#include "support/store_fixture.h"

using store::StorageError;
using store::WriteBatch;
using support::TempStore;

namespace {

std::atomic<int> sync_result = SQLITE_OK;
std::atomic<int> write_result = SQLITE_OK;
std::atomic<int> read_result = SQLITE_OK;
std::atomic<int> failing_syncs = -1;  // so many fail, then it is well; negative: all
std::atomic<int> sync_ms = 0;
std::atomic<int> syncs = 0;
std::atomic<int> sync_errno = EIO;
std::once_flag filled;
const sqlite3_io_methods* real_log = nullptr;
sqlite3_io_methods faulty_log;

int sync_log(sqlite3_file* file, int flags) {
  ++syncs;
  std::this_thread::sleep_for(std::chrono::milliseconds(sync_ms));
  const int code = sync_result;
  if (code == SQLITE_OK || failing_syncs == 0) return real_log->xSync(file, flags);
  if (failing_syncs > 0) --failing_syncs;
  errno = sync_errno;
  return code;
}

int write_log(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  const int code = write_result;
  return code == SQLITE_OK ? real_log->xWrite(file, bytes, count, at) : code;
}

int read_log(sqlite3_file* file, void* bytes, int count, sqlite3_int64 at) {
  const int code = read_result;
  return code == SQLITE_OK ? real_log->xRead(file, bytes, count, at) : code;
}

sqlite3_vfs* const real_vfs = sqlite3_vfs_find(nullptr);

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  const int code = real_vfs->xOpen(real_vfs, name, file, flags, flags_out);
  if (code == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) {
    std::call_once(filled, [&] {
      real_log = file->pMethods;
      faulty_log = *real_log;
      faulty_log.xSync = sync_log;
      faulty_log.xWrite = write_log;
      faulty_log.xRead = read_log;
    });
    file->pMethods = &faulty_log;
  }
  return code;
}

// While it lives, databases are opened on a drive whose log can be made to fail.
class FaultyDrive {
 public:
  FaultyDrive() {
    vfs_ = *real_vfs;
    vfs_.zName = "faulty";
    vfs_.xOpen = open_file;
    sqlite3_vfs_register(&vfs_, 1);
    base::set_log_level(
        static_cast<base::Level>(static_cast<int>(base::Level::error) + 1));  // failures expected
  }
  ~FaultyDrive() {
    repair();
    sqlite3_vfs_unregister(&vfs_);
    base::set_log_level(base::Level::info);
  }
  void fail_syncs(int count = -1, int error = EIO) {
    failing_syncs = count;
    sync_errno = error;
    sync_result = SQLITE_IOERR_FSYNC;
  }
  void fill() { write_result = SQLITE_FULL; }
  void break_writes() { write_result = SQLITE_IOERR_WRITE; }
  void break_reads() { read_result = SQLITE_IOERR_READ; }
  void slow_down() { sync_ms = 40; }
  void repair() {
    sync_result = write_result = read_result = SQLITE_OK;
    sync_ms = 0;
  }

 private:
  sqlite3_vfs vfs_;
};

struct Faulty {
  FaultyDrive drive;
  TempStore temp;
  store::Database& engine = temp.engine;

  void set(const std::string& key) {
    support::write(engine, [&](WriteBatch& w) { store::set_setting(w, key, "v"); });
  }
  std::optional<StorageError::Kind> failure_of_setting(const std::string& key) {
    try {
      set(key);
    } catch (const StorageError& failure) {
      return failure.why;
    }
    return {};
  }
  // What a start would find after the process was killed now.
  bool has_after_crash(const std::string& key) {
    const support::TempFolder other;
    for (const char* part : {"", "-wal"}) {
      std::filesystem::copy_file(temp.path + part, other / std::string("copy.db") + part);
    }
    store::SqliteEngine crashed(other / "copy.db");
    return store::setting(crashed, key).has_value();
  }
  bool has(const std::string& key) { return store::setting(engine, key).has_value(); }
};

}  // namespace

TEST_CASE(
    "broken drive: a commit whose sync fails is not acknowledged and leaves nothing; later writes work") {
  Faulty faulty;
  faulty.set("before");
  faulty.drive.fail_syncs();
  for (int i = 0; i < 3; ++i) {
    CHECK(faulty.failure_of_setting("never") == StorageError::Kind::disk);
    CHECK_FALSE(faulty.has("never"));
    CHECK(faulty.has("before"));
  }
  faulty.drive.repair();
  faulty.set("after");
  CHECK(faulty.has("after"));

  store::SqliteEngine again(faulty.temp.path);
  CHECK(store::setting(again, "before"));
  CHECK(store::setting(again, "after"));
  CHECK_FALSE(store::setting(again, "never"));
}

TEST_CASE("broken drive: a commit whose sync fails does not come back when the process is killed then") {
  Faulty faulty;
  faulty.set("before");
  for (const int failing : {1, -1}) {
    faulty.drive.fail_syncs(failing);
    CHECK(faulty.failure_of_setting("never") == StorageError::Kind::disk);
    faulty.drive.repair();
    CHECK(faulty.has_after_crash("before"));
    CHECK_FALSE(faulty.has_after_crash("never"));
  }
}

TEST_CASE("broken drive: a failed write says whether the drive may bring it back") {
  Faulty faulty;
  const auto undecided = [&] {
    try {
      faulty.set("never");
      return false;
    } catch (const StorageError& failure) {
      return failure.outcome_unknown;
    }
  };
  faulty.drive.fail_syncs(1);
  CHECK_FALSE(undecided());  // another commit went over it
  faulty.drive.fail_syncs();
  CHECK(undecided());
  faulty.drive.repair();
  faulty.drive.break_writes();
  CHECK_FALSE(undecided());
}

TEST_CASE("broken drive: room that is missed only by a sync is missing all the same") {
  Faulty faulty;
  for (const int error : {ENOSPC, EDQUOT}) {
    faulty.drive.fail_syncs(-1, error);
    CHECK(faulty.failure_of_setting("never") == StorageError::Kind::full);
  }
}

TEST_CASE("broken drive: a reading request whose read fails ends with that failure, and the next one reads") {
  Faulty faulty;
  faulty.set("before");
  CHECK(faulty.has("before"));
  faulty.set("later");  // what the reader has in its cache is old now
  faulty.drive.break_reads();
  bool failed = false;
  faulty.engine.with_snapshot([&] {
    try {
      store::setting(faulty.engine, "before");
    } catch (const StorageError& failure) {
      failed = failure.why == StorageError::Kind::disk;
    }
  });
  CHECK(failed);
  faulty.drive.repair();
  CHECK(faulty.has("before"));
}

TEST_CASE("broken drive: a full one is told from a broken one, and both heal") {
  Faulty faulty;
  faulty.drive.fill();
  CHECK(faulty.failure_of_setting("a") == StorageError::Kind::full);
  faulty.drive.repair();
  faulty.drive.break_writes();
  CHECK(faulty.failure_of_setting("b") == StorageError::Kind::disk);
  faulty.drive.repair();
  faulty.set("c");
  CHECK_FALSE(faulty.has("a"));
  CHECK_FALSE(faulty.has("b"));
  CHECK(faulty.has("c"));
}

TEST_CASE(
    "broken drive: a large write that meets the full drive before its commit fails, later writes work") {
  Faulty faulty;
  faulty.drive.fill();
  const std::string large(20'000'000, 'x');  // more than the page cache holds
  const auto write_large = [&] {
    support::write(faulty.engine, [&](WriteBatch& w) { store::set_setting(w, "large", large); });
  };
  CHECK_THROWS_AS(write_large(), StorageError);
  faulty.drive.repair();
  faulty.set("after");
  CHECK_FALSE(faulty.has("large"));
  CHECK(faulty.has("after"));
}

TEST_CASE("broken drive: of many writers none is told of success while it fails, each is when it is well") {
  Faulty faulty;
  std::atomic<int> acknowledged = 0, failed = 0;
  const auto storm = [&](const std::string& prefix) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 20; ++i) {
      threads.emplace_back(
          [&, i] { ++(faulty.failure_of_setting(prefix + std::to_string(i)) ? failed : acknowledged); });
    }
    for (auto& thread : threads) thread.join();
  };
  faulty.drive.fail_syncs();
  storm("bad");
  CHECK(acknowledged == 0);
  CHECK(failed == 20);
  CHECK(support::number(faulty.engine, "SELECT count(*) FROM settings WHERE key NOT IN ('epoch', 'box')") ==
        0);
  faulty.drive.repair();
  storm("good");
  CHECK(acknowledged == 20);
  CHECK(support::number(faulty.engine, "SELECT count(*) FROM settings WHERE key NOT IN ('epoch', 'box')") ==
        20);
}

TEST_CASE("slow drive: writers that come back at once share a commit instead of taking turns") {
  Faulty faulty;
  constexpr int writers = 4, rounds = 8;
  faulty.drive.slow_down();
  const int before = syncs;
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < rounds; ++round) faulty.set(std::to_string(i * rounds + round));
    });
  }
  for (auto& thread : threads) thread.join();
  const int made = syncs - before;
  CHECK(made >= rounds);
  CHECK(made < writers * rounds / 2);  // two halves taking turns would need as many
}
