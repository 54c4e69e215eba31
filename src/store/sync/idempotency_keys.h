// SPDX-License-Identifier: MIT
#pragma once

// Finds what was created before, by the client id of a row or by the idempotency key of a request.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/sync/record_bounds.h"
#include "store/sync/row_versions.h"

namespace store {

struct ClientIdRow {
  RowRef row;
  bool gone = false;  // deleted, or moved to another owner
};

// The row that has or had this client id, according to the change feed.
std::optional<ClientIdRow> row_by_client_id(Database& engine, UserId owner, std::string_view client_id);

// A condition for the statements that follow. Rejection::already_exists if any row of the owner has or had
// this client id.
void require_unused_client_id(WriteBatch& write, UserId owner, std::string_view client_id);

struct IdempotencyKey {
  UserId user;          // the sender of the request
  std::string request;  // method and path
  std::string key;
};

struct IdempotencyRecord {
  std::string fingerprint;
  UserId owner;           // of the created row
  std::string client_id;  // of the created row
};

inline constexpr RecordBounds replay_bounds{2'000'000, 16'000'000};  // about 6,000 and 50,000 records

std::optional<IdempotencyRecord> find_idempotency_record(Database& engine, const IdempotencyKey& key);
// Append to the write that creates the row. Rejection::already_exists if the key is recorded already. Deletes
// the oldest records beyond the bounds.
void record_idempotency_key(WriteBatch& write, const IdempotencyKey& key, const IdempotencyRecord& replay,
                            const RecordBounds& bounds = replay_bounds);

}  // namespace store
