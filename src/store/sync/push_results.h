// SPDX-License-Identifier: MIT
#pragma once

// Stores the results of pushed operations, so that a repeated operation is answered and not applied again.

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
  std::string fingerprint;  // of the whole operation
  std::string status;
  bool told = false;    // the client knows the whole row from its own operation
  std::string details;  // the other JSON members of the result
};

struct StoredOpResult {
  StoredOp op;
  std::optional<std::int64_t> row, version;  // when the operation was applied
};

// The row that an operation refers to, by owner, kind and client id.
struct ClientRow {
  UserId owner;
  RowKind kind = RowKind::booth;
  std::string client_id;
};

inline constexpr RecordBounds pushed_bounds{8'000'000, 64'000'000};  // about 25,000 and 200,000 results

std::optional<StoredOpResult> find_op_result(Database& engine, UserId user, std::string_view op_id);

// Append as the last statements of the operation's write. The last stored row is the row's current (id,
// version), both NULL if it never existed. Rejection::already_exists if the user has pushed this op_id.
// Deletes the oldest results beyond the bounds.
void record_op(WriteBatch& write, const StoredOp& op, const ClientRow& row,
               const RecordBounds& bounds = pushed_bounds);

// A row with this client id and kind, possibly deleted.
struct ExistingRow {
  RowRef row;
  std::int64_t version = 0;
  Op op = Op::put;  // its latest change; put: it exists
};
std::optional<ExistingRow> find_by_client_id(Database& engine, const ClientRow& row);

}  // namespace store
