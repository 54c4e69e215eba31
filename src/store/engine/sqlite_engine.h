// SPDX-License-Identifier: MIT
#pragma once

// The store on SQLite: one database file in WAL mode with synchronous=FULL.
//
// Reads use a pool of read-only connections with cached statements. All writes go through one thread that
// takes every waiting write (at most 64 callers'), runs each in a savepoint of one transaction and commits
// them with one sync. A write that fails or is refused rolls back alone; a COMMIT that fails fails the whole
// group, and nothing more is written until the database has been opened again (tried on later writes). A
// crash at any moment leaves every write that returned, and of the others each whole or not at all.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/engine/engine.h"
#include "store/engine/migrate.h"

namespace store {

class SqliteConnection;  // one SQLite handle with its cached statements

class SqliteEngine final : public Database {
 public:
  // Opens or makes the database and brings its schema up to date. Throws StorageError; NewerSchema when a
  // later version of the program has written it.
  explicit SqliteEngine(std::string path);
  ~SqliteEngine() override;  // finishes what waits
  SqliteEngine(const SqliteEngine&) = delete;
  SqliteEngine& operator=(const SqliteEngine&) = delete;

  void each_while(std::string_view sql, std::span<const Value> values,
                  const std::function<bool(const Row&)>& call) override;
  void with_snapshot(const std::function<void()>& read) override;
  WriteResult write(const WriteBatch& write) override;
  std::vector<WriteResult> write_all(std::span<const WriteBatch> writes) override;

  void checkpoint();  // moves the log into the database file; for quiet moments; throws StorageError

 private:
  class PendingWrite;
  struct Snapshot;
  class Reader;
  using Group = std::vector<std::shared_ptr<PendingWrite>>;
  using Clock = std::chrono::steady_clock;
  void writer_loop();
  Group next_group();  // waits for one; empty: stop
  void run_group(const Group& group);
  WriteResult run_one(const WriteBatch& write);
  void fail_group(const Group& group, StorageError failure);
  bool overwrite_failed_commit();
  void reopen_writer();
  void notify_callers(const Group& group);
  void checkpoint_at(int log_pages);
  std::unique_ptr<SqliteConnection> take_reader();
  void return_reader(std::unique_ptr<SqliteConnection> reader);

  static thread_local Snapshot* one_state_;

  const std::string path_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;

  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<std::shared_ptr<PendingWrite>> queue_;
  bool stopping_ = false;
  std::size_t expected_ = 0;        // so many writes make the next group if they come before gather_until_
  Clock::time_point gather_until_;  // the writer thread's own
  std::unique_ptr<SqliteConnection> writer_;  // the writer thread's own
  bool committing_ = false;                   // the writer thread's own
  std::thread thread_;
};

}  // namespace store
