// SPDX-License-Identifier: MIT

// Writes that wait together are committed together. To make them wait, the tests hold the database's write
// lock from a connection of their own; how many commits there were is read off the write-ahead log itself.

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/files.h"
#include "store/engine/connection.h"
#include "support/store_fixture.h"

using store::Rejection;
using store::StorageError;
using store::WriteBatch;
using support::TempStore;

namespace {

constexpr std::string_view put = "INSERT INTO settings (key, value) VALUES (?, 'v')";

std::int64_t count(store::Database& engine) {
  return support::number(engine, "SELECT count(*) FROM settings WHERE key NOT IN ('epoch', 'box')");
}

// While it lives nobody else can write.
class Hold {
 public:
  explicit Hold(const std::string& path) : connection_(path, store::SqliteConnection::Use::write) {
    connection_.execute("BEGIN IMMEDIATE");
  }
  ~Hold() { connection_.execute("ROLLBACK"); }

 private:
  store::SqliteConnection connection_;
};

// Commits in the log: its frames that carry a database size (SQLite file format, 4.1 and 4.2).
int commits(const std::string& path) {
  const std::string log = base::read_file(path + "-wal").value_or("");
  const auto word = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(log.at(at + i));
    return value;
  };
  if (log.empty()) return 0;
  const std::size_t frame = 24 + word(8);
  int found = 0;
  for (std::size_t at = 32; at + frame <= log.size(); at += frame) {
    const bool current = word(at + 8) == word(16) && word(at + 12) == word(20);
    if (current && word(at + 4) != 0) ++found;
  }
  return found;
}

template <class Ready>
void wait_until(Ready ready) {
  for (int i = 0; i < 1000 && !ready(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(3));
}

// While it lives threads have small stacks: the usual ones of many do not fit into the addresses of 32 bits.
class SmallStacks {
 public:
  SmallStacks() {
    pthread_getattr_default_np(&usual_);
    pthread_attr_t small = usual_;
    pthread_attr_setstacksize(&small, 1024 * 1024);
    pthread_setattr_default_np(&small);
  }
  ~SmallStacks() { pthread_setattr_default_np(&usual_); }

 private:
  pthread_attr_t usual_;
};

template <class Call>
std::vector<std::thread> start(int count, Call call) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(call, i);
  return threads;
}

void join(std::vector<std::thread>& threads) {
  for (auto& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("group commit: writes that waited together share a commit") {
  TempStore temp;
  constexpr int writes = 60;
  const int before = commits(temp.path);
  std::atomic<int> started = 0;
  std::vector<std::thread> threads;
  {
    const Hold hold(temp.path);
    threads = start(writes, [&](int i) {
      ++started;
      support::write(temp.engine, [&](WriteBatch& w) { w.run(put, std::to_string(i)); });
    });
    wait_until([&] { return started == writes; });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(count(temp.engine) == 0);
  }
  join(threads);
  CHECK(count(temp.engine) == writes);
  const int made = commits(temp.path) - before;
  CHECK(made >= 1);
  CHECK(made <= writes / 4);
}

TEST_CASE("group commit: in a group a refused and a failing write roll back alone") {
  TempStore temp;
  std::atomic<int> taken = 0, failed = 0, written = 0;
  std::vector<std::thread> threads;
  {
    const Hold hold(temp.path);
    threads = start(40, [&](int i) {
      const std::string key = std::to_string(i);
      try {
        const auto done = support::write(temp.engine, [&](WriteBatch& w) {
          w.run(put, key);
          if (i % 4 == 1) w.run(put, key);
          if (i % 4 == 2) w.run("INSERT INTO settings (key, value) VALUES (?, NULL)", key + "x");
        });
        ++(done.refused == Rejection::already_exists ? taken : written);
      } catch (const StorageError& failure) {
        if (failure.why == StorageError::Kind::broken) ++failed;
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  join(threads);
  CHECK(taken == 10);
  CHECK(failed == 10);
  CHECK(written == 20);
  CHECK(count(temp.engine) == 20);
}

TEST_CASE("group commit: a full queue turns writes away at once and loses none it took") {
  TempStore temp;
  constexpr int max_waiting = 512 + 64;  // the queue, and the group under way
  constexpr int writes = max_waiting + 10;
  std::atomic<int> overload = 0, written = 0;
  std::vector<std::thread> threads;
  {
    const Hold hold(temp.path);
    const SmallStacks so_many;
    threads = start(writes, [&](int i) {
      try {
        support::write(temp.engine, [&](WriteBatch& w) { w.run(put, std::to_string(i)); });
        ++written;
      } catch (const StorageError& failure) {
        if (failure.why == StorageError::Kind::overload) ++overload;
      }
    });
    wait_until([&] { return overload >= writes - max_waiting; });
    CHECK(overload >= writes - max_waiting);
    CHECK(written == 0);
  }
  join(threads);
  CHECK(written + overload == writes);
  CHECK(written >= 512);
  CHECK(count(temp.engine) == written);
}

TEST_CASE("group commit: an engine that goes finishes what waits") {
  support::TempFolder folder;
  const std::string path = folder / "test.db";
  std::atomic<int> started = 0;
  {
    store::SqliteEngine engine(path);
    auto threads = start(20, [&](int i) {
      ++started;
      support::write(engine, [&](WriteBatch& w) { w.run(put, std::to_string(i)); });
    });
    join(threads);
  }
  store::SqliteEngine engine(path);
  CHECK(count(engine) == 20);
}

TEST_CASE("group commit: several writes of one caller are one commit, and each is done or not by itself") {
  TempStore temp;
  std::vector<WriteBatch> writes(5);
  writes[0].run(put, "a");
  writes[1].returning("INSERT INTO settings (key, value) VALUES (?, 'v') RETURNING key", "b").run(put, "a");
  writes[2].run(put, "c").run("INSERT INTO settings (key, value) VALUES (?, NULL)", "cx");
  writes[3].require(Rejection::not_found, "SELECT 1 FROM settings WHERE key = ?", "b").run(put, "d");
  writes[4].returning("INSERT INTO settings (key, value) VALUES (?, 'v') RETURNING key", "e");
  const int before = commits(temp.path);
  const auto done = temp.engine.write_all(writes);
  CHECK(commits(temp.path) - before == 1);
  REQUIRE(done.size() == 5);
  CHECK_FALSE(done[0].refused);
  CHECK(done[1].refused == Rejection::already_exists);  // by the first: they are done in order
  CHECK(done[1].rows.empty());
  REQUIRE(done[2].failure);
  CHECK(done[2].failure->why == StorageError::Kind::broken);
  CHECK(done[3].refused == Rejection::not_found);
  REQUIRE(done[4].rows.size() == 1);
  CHECK(done[4].rows[0].at(0).text(0) == "e");
  CHECK(count(temp.engine) == 2);
}

TEST_CASE("group commit: a commit that fails fails all writes of a caller") {
  TempStore temp;
  support::write(temp.engine, [](WriteBatch& w) {
    w.run("CREATE TABLE late (x INTEGER REFERENCES countries (id) DEFERRABLE INITIALLY DEFERRED)");
  });
  std::vector<WriteBatch> writes(2);
  writes[0].run(put, "a");
  writes[1].run("INSERT INTO late (x) VALUES (?)", -1);  // found out by COMMIT alone
  CHECK_THROWS(temp.engine.write_all(writes));
  support::write(temp.engine, [](WriteBatch& w) { w.run(put, "b"); });
  CHECK(support::number(temp.engine, "SELECT count(*) FROM settings WHERE key IN ('a', 'b')") == 1);
}
