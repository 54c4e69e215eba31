// SPDX-License-Identifier: MIT
#pragma once

// Where the SQL runs. Any thread may call; a thread that reads inside a callback of its own read is fine.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "store/engine/write.h"

namespace store {

class Database {
 public:
  virtual ~Database() = default;

  // Runs a query and hands over its rows until there are no more, or the call returns false. Throws Failure.
  virtual void each_while(std::string_view sql, std::span<const Value> values,
                          const std::function<bool(const Row&)>& call) = 0;

  // Calls back; until it returns, everything this thread reads is of one and the same state of the store,
  // which it takes at its first read. Also the cheapest way to read several times. Not for a thread that
  // writes in between.
  virtual void with_snapshot(const std::function<void()>& read) = 0;

  // Returns once the write is on the drive (or refused, and then nothing of it is). Throws Failure.
  virtual WriteResult write(const WriteBatch& write) = 0;

  // Several writes in this order, with one sync for all. Each is done or not by itself: what was refused or
  // has failed says so in its place. Throws Failure when none of them is done.
  virtual std::vector<WriteResult> write_all(std::span<const WriteBatch> writes) = 0;

  // Every row of a query. Throws Failure.
  void query(std::string_view sql, std::span<const Value> values,
             const std::function<void(const Row&)>& call) {
    each_while(sql, values, [&](const Row& row) {
      call(row);
      return true;
    });
  }
};

// query() with its values written out.
template <class... V>
void query_rows(Database& engine, const std::function<void(const Row&)>& call, std::string_view sql,
                V&&... values) {
  const Value bound[] = {to_value(std::forward<V>(values))..., Value(nullptr)};
  engine.query(sql, std::span(bound, sizeof...(V)), call);
}

// The first row as `read` makes it, if there is one.
template <class Read, class... V>
auto query_one(Database& engine, Read read, std::string_view sql, V&&... values) {
  std::optional<std::invoke_result_t<Read, const Row&>> found;
  const auto take = [&](const Row& row) {
    if (!found) found = read(row);
  };
  query_rows(engine, take, sql, std::forward<V>(values)...);
  return found;
}

// Every row as `read` makes it.
template <class Read, class... V>
auto query_all(Database& engine, Read read, std::string_view sql, V&&... values) {
  std::vector<std::invoke_result_t<Read, const Row&>> all;
  query_rows(
      engine, [&](const Row& row) { all.push_back(read(row)); }, sql, std::forward<V>(values)...);
  return all;
}

}  // namespace store
