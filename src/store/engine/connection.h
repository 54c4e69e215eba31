// SPDX-License-Identifier: MIT
#pragma once

// One SQLite handle with its prepared statements; connection.cpp alone knows sqlite3.h.
// A connection belongs to one thread at a time. What it had not committed is rolled back when it goes.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/engine/engine.h"

struct sqlite3;
struct sqlite3_stmt;

namespace store {

// A constraint said no: an answer, not a failure.
struct ConstraintViolation : std::runtime_error {
  ConstraintViolation(Rejection reason, const std::string& what)
      : std::runtime_error(what), refusal(reason) {}
  Rejection refusal;
};

class SqliteConnection {
 public:
  enum class Use { read, write };
  static constexpr int busy_ms = 5000;  // how long to wait for another process, or for a recovery

  SqliteConnection(const std::string& path, Use use);  // throws StorageError; to write it makes the file

  // Run one statement, prepared once and kept, to its end. True when a row was inserted, changed, deleted or
  // returned. Throw StorageError, or ConstraintViolation when a foreign key or a unique column refused.
  bool execute(std::string_view sql, std::span<const Value> values = {});
  bool query(std::string_view sql, std::span<const Value> values,
             const std::function<void(const Row&)>& call);
  bool each_while(std::string_view sql, std::span<const Value> values,
                  const std::function<bool(const Row&)>& call);  // ends it when the call returns false
  bool query_rows(std::string_view sql, std::span<const Value> values, Rows& rows);

  void execute_script(std::string_view sql);  // several statements, none of them kept; throws StorageError

  bool in_transaction() const;
  void roll_back();  // a transaction, if one is open; what fails now is done when the connection goes
  bool is_healthy() const { return sound_; }            // false once a StorageError was thrown
  bool write_failed() const { return refused_bytes_; }  // it was of a write to the drive, not of a sync
  int wal_pages() const { return log_pages_; }  // length of the write-ahead log after this one's last commit
  void checkpoint();                            // as far as readers let it; throws StorageError
  void sync_wal();  // what the write-ahead log holds is on the drive, whoever wrote it; throws StorageError

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
  Prepared prepare(std::string_view& sql, unsigned flags);  // takes the first statement off the text
  sqlite3_stmt* prepared(std::string_view sql);
  void bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Value> values);
  [[noreturn]] void fail(int code, std::string_view doing);

  Handle handle_;
  std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> statements_;
  bool sound_ = true, refused_bytes_ = false;
  int log_pages_ = 0;
};

}  // namespace store
