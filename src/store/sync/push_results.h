// SPDX-License-Identifier: MIT
#pragma once

// What became of the operations that phones have pushed, so that one sent again is answered and not done
// again.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/sync/changes.h"
#include "store/sync/record_bounds.h"
#include "store/sync/row_versions.h"

namespace store {

struct StoredOp {
  std::string op_id;
  std::string fingerprint;  // of all it says
  std::string status;
  bool told = false;    // the phone knows the whole row by its own operation
  std::string details;  // JSON members of the result, beside these
};

struct StoredOpResult {
  StoredOp op;
  std::optional<std::int64_t> row, version;  // as it was when the operation was done
};

// Which row an operation was about: of this owner and kind, by the name its phone gave to it.
struct ClientRow {
  UserId owner;
  RowKind kind = RowKind::booth;
  std::string client_id;
};

inline constexpr RecordBounds pushed_bounds{8'000'000, 64'000'000};  // about 25,000 and 200,000 results

std::optional<StoredOpResult> find_op_result(Database& engine, UserId user, std::string_view op_id);

// Part of the write that does it, and its last statements. Row kept, the last: (id, version) of the row as it
// is now, both NULL where there never was one. Rejection::already_exists when the user has pushed this op_id.
// The oldest beyond the bounds go.
void record_op(WriteBatch& write, const StoredOp& op, const ClientRow& row,
               const RecordBounds& bounds = pushed_bounds);

// A row of this name and kind, also one that is gone.
struct ExistingRow {
  RowRef row;
  std::int64_t version = 0;
  Op op = Op::put;  // its latest change; put: it is there
};
std::optional<ExistingRow> find_by_client_id(Database& engine, const ClientRow& row);

}  // namespace store
