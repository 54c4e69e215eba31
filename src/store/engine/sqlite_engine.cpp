// SPDX-License-Identifier: MIT
#include "store/engine/sqlite_engine.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/log.h"
#include "store/engine/connection.h"

namespace store {
namespace {

constexpr std::size_t largest_group = 64;
constexpr std::size_t max_queue_length = 512;
constexpr std::size_t max_idle_readers = 16;

// A checkpoint costs two syncs and scattered writes, on a USB stick as much as several commits. So it does
// not run inside a commit, as in SQLite by default, but after the waiting callers are notified. It runs when
// the WAL has reached 4 MB and no write has arrived for a moment. At 16 MB it runs in any case, to keep
// recovery after a crash short.
constexpr int log_pages_when_quiet = 1000;
constexpr int log_pages_at_most = 4000;
constexpr std::chrono::milliseconds quiet(200);

// Callers that were just notified often write again at once. Waiting for them for an eighth of the last
// commit's duration lets them join the next one. Otherwise the callers split into two alternating groups, and
// each waits for two commits.
constexpr int gathering_part = 8;
constexpr std::chrono::milliseconds max_batch_delay(5);

WriteResult perform(SqliteConnection& connection, const WriteBatch& write) {
  WriteResult written;
  for (const Statement& statement : write.statements()) {
    Rows rows;
    if (statement.if_rows) {
      if (connection.query_rows(statement.sql, statement.values, rows))
        return {statement.if_rows, {std::move(rows)}};
      continue;
    }
    const bool touched = statement.keep_rows ? connection.query_rows(statement.sql, statement.values, rows)
                                             : connection.execute(statement.sql, statement.values);
    if (!touched && statement.reject_if_no_rows) return {statement.reject_if_no_rows, {}};
    if (statement.keep_rows) written.rows.push_back(std::move(rows));
  }
  return written;
}

}  // namespace

// Shared ownership: the writer thread may still be in tell() after the caller has returned. The separate
// mutex lets a notified caller proceed without the queue's mutex.
class SqliteEngine::PendingWrite {
 public:
  explicit PendingWrite(std::span<const WriteBatch> asked) : writes(asked) {}

  void tell() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    signal_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    signal_.wait(lock, [this] { return done_; });
  }

  const std::span<const WriteBatch> writes;
  std::vector<WriteResult> written = {};  // one per write
  std::optional<StorageError> failure = {};

 private:
  std::mutex mutex_;
  std::condition_variable signal_;
  bool done_ = false;
};

// A reader borrowed from the pool.
class SqliteEngine::Reader {
 public:
  explicit Reader(SqliteEngine& engine) : engine_(engine), connection_(engine.take_reader()) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { engine_.return_reader(std::move(connection_)); }
  SqliteConnection* operator->() const { return connection_.get(); }

 private:
  SqliteEngine& engine_;
  std::unique_ptr<SqliteConnection> connection_;
};

thread_local SqliteEngine::Snapshot* SqliteEngine::one_state_ = nullptr;

SqliteEngine::SqliteEngine(std::string path) : path_(std::move(path)) {
  migrate(path_);
  readers_.reserve(max_idle_readers);
  writer_ = std::make_unique<SqliteConnection>(path_, SqliteConnection::Use::write);
  thread_ = std::thread([this] { writer_loop(); });
}

SqliteEngine::~SqliteEngine() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  waiting_.notify_one();
  thread_.join();
  readers_.clear();  // before the writer: the last connection to close empties the WAL if it can write
}

// The state of a thread inside with_snapshot().
struct SqliteEngine::Snapshot {
  SqliteEngine* engine = nullptr;
  std::optional<Reader> reader = {};  // in a transaction, from the first read on
};

void SqliteEngine::each_while(std::string_view sql, std::span<const Value> values,
                              const std::function<bool(const Row&)>& call) {
  Snapshot* const state = one_state_;
  if (state == nullptr || state->engine != this) {
    Reader(*this)->each_while(sql, values, call);
    return;
  }
  if (!state->reader) {
    state->reader.emplace(*this);
    (*state->reader)->execute("BEGIN");
  }
  (*state->reader)->each_while(sql, values, call);
}

void SqliteEngine::with_snapshot(const std::function<void()>& read) {
  struct Scope {
    explicit Scope(Snapshot& state) : before(std::exchange(one_state_, &state)) {}
    ~Scope() {
      if (one_state_->reader) (*one_state_->reader)->roll_back();
      one_state_ = before;
    }
    Snapshot* before;
  };
  Snapshot state{this};
  const Scope scope(state);
  read();
  // A failed drive has already ended the transaction.
  if (state.reader && (*state.reader)->in_transaction()) (*state.reader)->execute("ROLLBACK");
}

std::unique_ptr<SqliteConnection> SqliteEngine::take_reader() {
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  return std::make_unique<SqliteConnection>(path_, SqliteConnection::Use::read);
}

void SqliteEngine::return_reader(std::unique_ptr<SqliteConnection> reader) {
  if (!reader->is_healthy()) return;
  const std::lock_guard lock(readers_mutex_);
  if (readers_.size() < max_idle_readers) readers_.push_back(std::move(reader));
}

WriteResult SqliteEngine::write(const WriteBatch& write) {
  WriteResult written = std::move(write_all({&write, 1}).front());
  if (written.failure) throw StorageError(*written.failure);
  return written;
}

std::vector<WriteResult> SqliteEngine::write_all(std::span<const WriteBatch> writes) {
  const auto mine = std::make_shared<PendingWrite>(writes);
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= max_queue_length)
      throw StorageError(StorageError::Kind::overload, "too many writes are waiting");
    queue_.push_back(mine);
  }
  waiting_.notify_one();
  mine->wait();
  if (mine->failure) throw StorageError(*mine->failure);
  return std::move(mine->written);
}

void SqliteEngine::writer_loop() {
  for (Group group = next_group(); !group.empty(); group = next_group()) {
    const auto begun = Clock::now();
    run_group(group);
    const auto ended = Clock::now();
    gather_until_ = ended + std::min<Clock::duration>((ended - begun) / gathering_part, max_batch_delay);
    notify_callers(group);
    checkpoint_at(log_pages_at_most);
  }
}

SqliteEngine::Group SqliteEngine::next_group() {
  const auto called = [&] { return stopping_ || !queue_.empty(); };
  std::unique_lock lock(mutex_);
  if (!waiting_.wait_for(lock, quiet, called)) {
    lock.unlock();
    checkpoint_at(log_pages_when_quiet);
    lock.lock();
    waiting_.wait(lock, called);
  }
  waiting_.wait_until(lock, gather_until_, [&] { return stopping_ || queue_.size() >= expected_; });
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), largest_group));
  Group group(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return group;
}

void SqliteEngine::notify_callers(const Group& group) {
  {
    const std::lock_guard lock(mutex_);
    expected_ = std::min(queue_.size() + group.size(), largest_group);
  }
  for (const auto& one : group) one->tell();
}

void SqliteEngine::run_group(const Group& group) {
  committing_ = false;
  try {
    if (!writer_->is_healthy()) reopen_writer();
    writer_->execute("BEGIN IMMEDIATE");
    for (const auto& one : group) {
      for (const WriteBatch& write : one->writes) one->written.push_back(run_one(write));
    }
    committing_ = true;
    writer_->execute("COMMIT");
  } catch (const StorageError& failure) {
    fail_group(group, failure);
  } catch (const std::exception& error) {
    fail_group(group, StorageError(StorageError::Kind::broken, error.what()));
  }
}

// A single statement is atomic by itself.
WriteResult SqliteEngine::run_one(const WriteBatch& write) {
  const bool alone = write.statements().size() == 1;
  if (!alone) writer_->execute("SAVEPOINT one");
  WriteResult written;
  try {
    written = perform(*writer_, write);
  } catch (const ConstraintViolation& violation) {
    written.refused = violation.refusal;
  } catch (const StorageError& failure) {
    if (failure.why == StorageError::Kind::disk || !writer_->in_transaction())
      throw;  // affects the whole group
    written.failure = failure;
  }
  if (alone) return written;
  if (written.failure || written.refused) writer_->execute("ROLLBACK TO one");
  writer_->execute("RELEASE one");
  return written;
}

void SqliteEngine::fail_group(const Group& group, StorageError failure) {
  const bool whole_in_log = committing_ && !writer_->write_failed();
  writer_->roll_back();
  failure.outcome_unknown = whole_in_log && !overwrite_failed_commit();
  for (const auto& one : group) one->failure.emplace(failure);
  base::log(base::Level::error, "store", "writes failed",
            {{"writes", std::to_string(group.size())}, {"error", failure.what()}});
}

// A commit whose sync failed remains in the WAL behind its end, and recovery after a crash would accept it.
// The next commit overwrites it, so a commit that increments a counter precedes the report to the callers. If
// it reaches the WAL but its sync fails too, only a power cut can bring the failed commit back.
bool SqliteEngine::overwrite_failed_commit() {
  try {
    reopen_writer();
    writer_->execute(
        "INSERT INTO settings (key, value) VALUES ('failed_commits', '1') "
        "ON CONFLICT (key) DO UPDATE SET value = value + 1");
    return true;
  } catch (const StorageError& failure) {
    base::log(base::Level::error, "store", "a failed commit may come back", {{"error", failure.what()}});
    writer_->roll_back();
    return false;
  }
}

// After a drive was unplugged, a new handle is needed. The old one is closed only afterwards: without any
// open connection, the next open would run recovery and might accept the very commit whose sync failed.
void SqliteEngine::reopen_writer() {
  writer_ = std::make_unique<SqliteConnection>(path_, SqliteConnection::Use::write);
}

void SqliteEngine::checkpoint_at(int log_pages) {
  if (!writer_->is_healthy() || writer_->wal_pages() < log_pages) return;
  try {
    writer_->checkpoint();
  } catch (const StorageError& failure) {  // harmless: the WAL has it all; it is tried again
    base::log(base::Level::warning, "store", "checkpoint failed", {{"error", failure.what()}});
  }
}

void SqliteEngine::checkpoint() { SqliteConnection(path_, SqliteConnection::Use::write).checkpoint(); }

}  // namespace store
