// SPDX-License-Identifier: MIT
#pragma once

// Reads lists in batches by key, so that only a part of a long list is in memory. The next batch starts after
// the last row of the previous one, whatever was deleted in between.
// Thread safety: one thread at a time per cursor.
// Throws: StorageError.

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/engine/database.h"
#include "store/limit_offset.h"

namespace store {

inline constexpr std::size_t max_batch_bytes = 64 * 1024;  // of the rows' texts; the first row may be longer

struct BatchCursor {
  LimitOffset window = {};  // of the remaining rows
  std::int64_t last = 0;    // id of the last row read
  bool more = true;         // there are further rows
};

// `reader` is a pair: the first function converts a row to a value with an id, the second returns the size of
// the value's texts in bytes. The query returns rows after cursor.last by id and applies cursor.window.
template <class Read, class Size, class... V>
auto read_batch(Database& engine, BatchCursor& cursor, const std::pair<Read, Size>& reader,
                std::string_view sql, V&&... values) {
  const auto& [read, size] = reader;
  constexpr std::size_t bytes_of_a_row = 64;  // in addition to its texts
  std::vector<std::invoke_result_t<Read, const Row&>> batch;
  std::size_t bytes = 0;
  cursor.more = false;
  const auto add = [&, &read = read, &size = size](const Row& row) {
    cursor.more = bytes >= max_batch_bytes;
    if (cursor.more) return false;
    batch.push_back(read(row));
    bytes += bytes_of_a_row + size(batch.back());
    return true;
  };
  const Value bound[] = {to_value(std::forward<V>(values))...};
  engine.each_while(sql, bound, add);
  if (!batch.empty()) cursor.last = batch.back().id.value;
  cursor.window = {.offset = 0, .limit = cursor.window.limit - static_cast<std::int64_t>(batch.size())};
  return batch;
}

}  // namespace store
