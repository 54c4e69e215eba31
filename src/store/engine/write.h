// SPDX-License-Identifier: MIT
#pragma once

// A write is a value: a list of statements with conditions, run by the engine as one piece, all or nothing.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/engine/value.h"

namespace store {

// Why a write was not done; the caller knows what it means for its request.
enum class Rejection { not_found, quota_exceeded, version_mismatch, already_exists, invalid_reference };

struct Statement {
  std::string_view sql;  // a literal: it outlives the write and is the key of the statement cache
  std::vector<Value> values;
  std::optional<Rejection>
      reject_if_no_rows;  // refused with this when no row was changed in any way, nor returned
  bool keep_rows = false;
  std::optional<Rejection> if_rows = {};  // refused with this when a row is returned, which is kept
};

class WriteBatch {
 public:
  template <class... V>
  WriteBatch& run(std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, std::nullopt, false});
  }
  // No row touched: the whole write is rolled back and reported as refused.
  template <class... V>
  WriteBatch& require(Rejection why, std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, why, false});
  }
  // What RETURNING gives is kept, as the next element of WriteResult::returning.
  template <class... V>
  WriteBatch& returning(std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, std::nullopt, true});
  }
  template <class... V>
  WriteBatch& require_returning(Rejection why, std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, why, true});
  }

  // A row returned: the whole write is rolled back and reported as refused, and that row is all that is kept.
  template <class... V>
  WriteBatch& must_not(Rejection why, std::string_view sql, V&&... values) {
    return add({sql, {to_value(std::forward<V>(values))...}, std::nullopt, false, why});
  }

  // Another write behind this one: both or neither.
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

// The world below is broken (drive, full queue), not the request. Nothing of the write has happened.
struct StorageError : std::runtime_error {
  enum class Kind { disk, full, overload, broken };
  StorageError(Kind reason, const std::string& what) : std::runtime_error(what), why(reason) {}
  Kind why;
  // The drive may hold the write all the same, and the next start find it: its files must stay until then.
  bool outcome_unknown = false;
};

struct WriteResult {
  std::optional<Rejection> refused;
  std::vector<Rows> rows;  // one element per returning() or require_returning(), in order; of a refused one
                           // what must_not() says
  std::optional<StorageError> failure = {};  // of one among several: Engine::write() throws it
};

}  // namespace store
