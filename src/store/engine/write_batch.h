// SPDX-License-Identifier: MIT
#pragma once

// A write batch: a list of statements with conditions, which the engine runs atomically.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/engine/value.h"

namespace store {

// Why a write was rejected; the caller maps it to a response.
enum class Rejection { not_found, quota_exceeded, version_mismatch, already_exists, invalid_reference };

struct Statement {
  std::string_view sql;  // a literal: it outlives the write and is the key of the statement cache
  std::vector<Value> values;
  std::optional<Rejection>
      reject_if_no_rows;  // reject with this if no row was changed in any way or returned
  bool keep_rows = false;
  std::optional<Rejection> if_rows = {};  // reject with this if a row is returned; it is stored
};

class WriteBatch {
 public:
  template <class... V>
  WriteBatch& run(std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, std::nullopt, false});
  }
  // Rolls back and rejects the whole write if no row is touched.
  template <class... V>
  WriteBatch& require(Rejection why, std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, why, false});
  }
  // Stores the rows of RETURNING as the next element of WriteResult::rows.
  template <class... V>
  WriteBatch& returning(std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, std::nullopt, true});
  }
  template <class... V>
  WriteBatch& require_returning(Rejection why, std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, why, true});
  }

  // Rolls back and rejects the whole write if a row is returned. Only the rows of this statement are stored.
  template <class... V>
  WriteBatch& must_not(Rejection why, std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, std::nullopt, false, why});
  }

  // Appends another write: both take effect, or neither.
  void append(WriteBatch other) {
    for (Statement& statement : other.statements_) add(std::move(statement));
  }

  const std::vector<Statement>& statements() const { return statements_; }

 private:
  WriteBatch& add(Statement statement) {
    statements_.push_back(std::move(statement));
    return *this;
  }
  std::vector<Statement> statements_;
};

// The storage failed (drive, full queue), not the request. The write had no effect.
struct StorageError : std::runtime_error {
  enum class Kind { disk, full, overload, broken };
  StorageError(Kind reason, const std::string& what) : std::runtime_error(what), why(reason) {}
  Kind why;
  // The write may still be on the drive, and the next start may find it. Keep its files until then.
  bool outcome_unknown = false;
};

struct WriteResult {
  std::optional<Rejection> refused;
  std::vector<Rows> rows;  // one element per returning() or require_returning(), in order; if rejected,
                           // the rows of must_not()
  std::optional<StorageError> failure = {};  // of one write of write_all(); Database::write() throws it
};

}  // namespace store
