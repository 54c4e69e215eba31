// SPDX-License-Identifier: MIT
#pragma once

// One SQLite connection with its prepared statements; only connection.cpp includes sqlite3.h. The destructor
// rolls back an open transaction.
// Thread safety: one thread at a time.
// Throws: StorageError, ConstraintViolation.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/engine/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace store {

// A violated constraint: a result for the caller, not a failure of the storage.
struct ConstraintViolation : std::runtime_error {
  ConstraintViolation(Rejection reason, const std::string& what)
      : std::runtime_error(what), refusal(reason) {}
  Rejection refusal;
};

class SqliteConnection {
 public:
  enum class Use { read, write };
  static constexpr int busy_ms = 5000;  // how long to wait for another process, or for recovery

  SqliteConnection(const std::string& path, Use use);  // throws StorageError; Use::write creates the file

  // Run one statement to its end; it is prepared once and cached. Return true if a row was inserted, changed,
  // deleted or returned. Throw StorageError, or ConstraintViolation for a foreign key or a unique column.
  bool execute(std::string_view sql, std::span<const Value> values = {});
  bool query(std::string_view sql, std::span<const Value> values,
             const std::function<void(const Row&)>& call);
  bool each_while(std::string_view sql, std::span<const Value> values,
                  const std::function<bool(const Row&)>& call);  // stops when the call returns false
  bool query_rows(std::string_view sql, std::span<const Value> values, Rows& rows);

  void execute_script(std::string_view sql);  // several statements, not cached; throws StorageError

  bool in_transaction() const;
  void roll_back();  // an open transaction, if any; if this fails, closing the connection rolls it back
  bool is_healthy() const { return sound_; }            // false once a StorageError was thrown
  bool write_failed() const { return refused_bytes_; }  // the last StorageError was of a write, not of a sync
  int wal_pages() const { return log_pages_; }  // length of the WAL after this connection's last commit
  void checkpoint();                            // as far as readers allow; throws StorageError
  void sync_wal();  // syncs the WAL, also what other connections wrote; throws StorageError

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Handle = std::unique_ptr<sqlite3, Close>;
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view sql) const;
  };

  static int note_log_pages(void* self, sqlite3* handle, const char* database, int pages);
  template <class Call>
  bool step_all(std::string_view sql, std::span<const Value> values, Call&& call);
  Prepared prepare(std::string_view& sql, unsigned flags);  // removes the first statement from `sql`
  sqlite3_stmt* prepared(std::string_view sql);
  void bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Value> values);
  [[noreturn]] void fail(int code, std::string_view doing);

  Handle handle_;
  std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> statements_;
  bool sound_ = true, refused_bytes_ = false;
  int log_pages_ = 0;
};

}  // namespace store
