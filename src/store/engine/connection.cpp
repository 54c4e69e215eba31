// SPDX-License-Identifier: MIT
#include "store/engine/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "base/text/unicode.h"

namespace store {
namespace {

class CurrentRow final : public Row {
 public:
  explicit CurrentRow(sqlite3_stmt* statement) : statement_(statement) {}

  bool null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    const void* bytes =
        sqlite3_column_blob(statement_, column);  // not _text, which makes a copy to append a NUL
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  }

 private:
  sqlite3_stmt* statement_;
};

Value value_at(sqlite3_stmt* statement, int column) {
  const CurrentRow row(statement);
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return nullptr;
    case SQLITE_INTEGER:
      return row.integer(column);
    default:
      return std::string(row.text(column));
  }
}

OwnedRow row_of(sqlite3_stmt* statement) {
  std::vector<Value> values;
  const int columns = sqlite3_column_count(statement);
  values.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) values.push_back(value_at(statement, column));
  return OwnedRow(std::move(values));
}

// Resets the statement when its use ends, which releases its snapshot and the values bound to it.
class InUse {
 public:
  explicit InUse(sqlite3_stmt* statement) : statement_(statement) {}
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;
  ~InUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

// `system_error`: SQLite reports a full drive as such only if a write fails with ENOSPC.
StorageError::Kind why_of(int code, int system_error) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return StorageError::Kind::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return system_error == ENOSPC || system_error == EDQUOT ? StorageError::Kind::full
                                                              : StorageError::Kind::disk;
    case SQLITE_READONLY:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StorageError::Kind::disk;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StorageError::Kind::overload;
    default:
      return StorageError::Kind::broken;
  }
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, index);
}

// contains_key(text, key): base::contains_key() for searches; 0 for NULL.
void contains_key(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  const auto text_of = [](sqlite3_value* value) {
    const void* bytes = sqlite3_value_blob(value);
    return std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_value_bytes(value)));
  };
  sqlite3_result_int(context, base::contains_key(text_of(values[0]), text_of(values[1])) ? 1 : 0);
}

// The caches are small: there may be one reader per worker, and every commit invalidates their caches. The
// operating system caches the file anyway.
constexpr std::string_view to_read =
    "PRAGMA cell_size_check = ON; PRAGMA cache_size = -256; PRAGMA temp_store = MEMORY;";
constexpr std::string_view to_write =
    "PRAGMA cell_size_check = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216;";

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteConnection::SqliteConnection(const std::string& path, Use use) {
  const int access = use == Use::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code, "opening " + path);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, busy_ms);
  // Plans must not depend on bound values, or SQLite prepares a statement with LIMIT ? again at every use.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  // The file may be untrusted (https://sqlite.org/security.html): no views, no functions with side effects in
  // its schema, no direct writes to the schema.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  if (use == Use::read) {
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    sqlite3_create_function(handle, "contains_key", 2, flags, nullptr, contains_key, nullptr, nullptr);
  }
  sqlite3_wal_hook(handle, note_log_pages, this);  // replaces SQLite's automatic checkpoint in a commit
  execute_script(use == Use::read ? to_read : to_write);
}

int SqliteConnection::note_log_pages(void* self, sqlite3* /*handle*/, const char* /*database*/, int pages) {
  static_cast<SqliteConnection*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

bool SqliteConnection::execute(std::string_view sql, std::span<const Value> values) {
  return step_all(sql, values, [](sqlite3_stmt*) { return true; });
}

bool SqliteConnection::query(std::string_view sql, std::span<const Value> values,
                             const std::function<void(const Row&)>& call) {
  return step_all(sql, values, [&](sqlite3_stmt* statement) {
    call(CurrentRow(statement));
    return true;
  });
}

bool SqliteConnection::each_while(std::string_view sql, std::span<const Value> values,
                                  const std::function<bool(const Row&)>& call) {
  return step_all(sql, values, [&](sqlite3_stmt* statement) { return call(CurrentRow(statement)); });
}

bool SqliteConnection::query_rows(std::string_view sql, std::span<const Value> values, Rows& rows) {
  return step_all(sql, values, [&](sqlite3_stmt* statement) {
    rows.push_back(row_of(statement));
    return true;
  });
}

template <class Call>
bool SqliteConnection::step_all(std::string_view sql, std::span<const Value> values, Call&& call) {
  sqlite3_stmt* statement = prepared(sql);
  const InUse in_use(statement);
  bind(statement, sql, values);
  const auto changes_before = sqlite3_total_changes64(handle_.get());
  bool returned = false;
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    returned = true;
    if (!call(statement)) return true;
  }
  if (code != SQLITE_DONE) fail(code, sql);
  return returned || sqlite3_total_changes64(handle_.get()) != changes_before;
}

void SqliteConnection::execute_script(std::string_view sql) {
  while (!sql.empty()) {
    const std::string_view rest = sql;
    const Prepared statement = prepare(sql, 0);
    if (!statement) continue;  // a comment or white space
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
    if (code != SQLITE_DONE) fail(code, rest.substr(0, rest.size() - sql.size()));
  }
}

SqliteConnection::Prepared SqliteConnection::prepare(std::string_view& sql, unsigned flags) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), flags, &statement, &tail);
  if (code != SQLITE_OK) fail(code, sql);
  sql.remove_prefix(static_cast<std::size_t>(tail - sql.data()));
  return Prepared(statement);
}

// Statements differ in their length or in their last bytes.
std::size_t SqliteConnection::Hash::operator()(std::string_view sql) const {
  constexpr std::size_t hashed = 64;
  const std::size_t skipped = sql.size() - std::min(sql.size(), hashed);
  return std::hash<std::string_view>()(sql.substr(skipped)) ^ sql.size();
}

sqlite3_stmt* SqliteConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second.get();
  std::string_view rest = sql;
  Prepared statement = prepare(rest, SQLITE_PREPARE_PERSISTENT);
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

void SqliteConnection::bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Value> values) {
  if (static_cast<int>(values.size()) != sqlite3_bind_parameter_count(statement)) {
    fail(SQLITE_RANGE, sql);
  }
  int index = 0;
  for (const Value& value : values) {
    const int code = bind_value(statement, ++index, value);
    if (code != SQLITE_OK) fail(code, sql);
  }
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

void SqliteConnection::roll_back() {
  if (in_transaction()) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::checkpoint() {
  const int code =
      sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  const bool another_does_it = (code & 0xff) == SQLITE_BUSY;
  if (code != SQLITE_OK && !another_does_it) fail(code, "checkpoint");
}

void SqliteConnection::sync_wal() {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(handle_.get(), nullptr, SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr) return;
  const int code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  if (code != SQLITE_OK) fail(code, "sync of the log");
}

void SqliteConnection::fail(int code, std::string_view doing) {
  const std::string what = std::string(sqlite3_errmsg(handle_.get())) + " [" + sqlite3_errstr(code) + ", " +
                           std::to_string(code) + "]: " + std::string(doing);
  switch (code) {
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      throw ConstraintViolation(Rejection::invalid_reference, what);
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      throw ConstraintViolation(Rejection::already_exists, what);
    default:
      sound_ = false;
      refused_bytes_ = code == SQLITE_FULL || code == SQLITE_IOERR_WRITE;
      throw StorageError(why_of(code, sqlite3_system_errno(handle_.get())), what);
  }
}

}  // namespace store
