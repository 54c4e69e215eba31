// SPDX-License-Identifier: MIT
#pragma once

// The interface for running SQL.
// Thread safety: any thread may call. A row callback may run further reads.
// Throws: StorageError.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "store/engine/write_batch.h"

namespace store {

class Database {
 public:
  virtual ~Database() = default;

  // Runs a query and passes its rows to `call` until there are none left or it returns false. Throws
  // StorageError.
  virtual void each_while(std::string_view sql, std::span<const Value> values,
                          const std::function<bool(const Row&)>& call) = 0;

  // Calls `read`. All reads of this thread inside it see one snapshot, taken at the first of them. This is
  // also the cheapest way to run several reads. The thread must not write inside it.
  virtual void with_snapshot(const std::function<void()>& read) = 0;

  // Returns once the write is on the drive, or is rejected without effect. Throws StorageError.
  virtual WriteResult write(const WriteBatch& write) = 0;

  // Runs several writes in order, with one sync for all. Each succeeds or fails on its own; its result says
  // if it was rejected or failed. Throws StorageError if none of them took effect.
  virtual std::vector<WriteResult> write_all(std::span<const WriteBatch> writes) = 0;

  // Passes every row of a query to `call`. Throws StorageError.
  void query(std::string_view sql, std::span<const Value> values,
             const std::function<void(const Row&)>& call) {
    each_while(sql, values, [&](const Row& row) {
      call(row);
      return true;
    });
  }
};

// query() with the values as arguments.
template <class... V>
void query_rows(Database& engine, const std::function<void(const Row&)>& call, std::string_view sql,
                V&&... values) {
  const Value bound[] = {to_value(std::forward<V>(values))..., Value(nullptr)};
  engine.query(sql, std::span(bound, sizeof...(V)), call);
}

// Returns the first row as converted by `read`, if there is one.
template <class Read, class... V>
auto query_one(Database& engine, Read read, std::string_view sql, V&&... values) {
  std::optional<std::invoke_result_t<Read, const Row&>> found;
  const auto take = [&](const Row& row) {
    if (!found) found = read(row);
  };
  query_rows(engine, take, sql, std::forward<V>(values)...);
  return found;
}

// Returns every row as converted by `read`.
template <class Read, class... V>
auto query_all(Database& engine, Read read, std::string_view sql, V&&... values) {
  std::vector<std::invoke_result_t<Read, const Row&>> all;
  query_rows(
      engine, [&](const Row& row) { all.push_back(read(row)); }, sql, std::forward<V>(values)...);
  return all;
}

}  // namespace store
