// SPDX-License-Identifier: MIT
#pragma once

// SQLite storage: one file in WAL mode with synchronous=FULL, and read-only connections in a pool. One thread
// does all writes, with group commit: it takes those of up to 64 callers, runs each in a savepoint of one
// transaction, and commits them with one sync. A write that fails or is rejected rolls back alone. A failed
// COMMIT fails the whole group. Later writes then first try to reopen the database.
// Thread safety: any thread may call.
// Crash safety: a crash keeps every write that returned. Each other write is present in full or not at all.
// Throws: StorageError.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/engine/database.h"
#include "store/engine/migrate.h"

namespace store {

class SqliteConnection;  // one SQLite handle with its cached statements

class SqliteEngine final : public Database {
 public:
  // Opens or creates the database and migrates its schema. Throws StorageError; SchemaTooNew if a later
  // version of the program wrote it; ForeignSchema.
  explicit SqliteEngine(std::string path);
  ~SqliteEngine() override;  // completes the queued writes
  SqliteEngine(const SqliteEngine&) = delete;
  SqliteEngine& operator=(const SqliteEngine&) = delete;

  void each_while(std::string_view sql, std::span<const Value> values,
                  const std::function<bool(const Row&)>& call) override;
  void with_snapshot(const std::function<void()>& read) override;
  WriteResult write(const WriteBatch& write) override;
  std::vector<WriteResult> write_all(std::span<const WriteBatch> writes) override;

  void checkpoint();  // copies the WAL into the database file; for idle moments; throws StorageError

 private:
  class PendingWrite;
  struct Snapshot;
  class Reader;
  using Group = std::vector<std::shared_ptr<PendingWrite>>;
  using Clock = std::chrono::steady_clock;
  void writer_loop();
  Group next_group();  // waits for a write; empty: stop
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
  std::size_t expected_ = 0;        // queue length that ends the wait for the next group before gather_until_
  Clock::time_point gather_until_;  // of the writer thread
  std::unique_ptr<SqliteConnection> writer_;  // of the writer thread
  bool committing_ = false;                   // of the writer thread
  std::thread thread_;
};

}  // namespace store
