// SPDX-License-Identifier: MIT
#pragma once

// What was made before: found by the name a phone gave to it, or by the key its request had.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/sync/record_bounds.h"
#include "store/sync/row_versions.h"

namespace store {

struct ClientIdRow {
  RowRef row;
  bool gone = false;  // deleted, or another owner's by now
};

// What has this client id, or had it: the feed remembers.
std::optional<ClientIdRow> row_by_client_id(Database& engine, UserId owner, std::string_view client_id);

// A condition of the write that follows it: Rejection::already_exists when the owner has, or had, anything of
// this name.
void require_unused_client_id(WriteBatch& write, UserId owner, std::string_view client_id);

struct IdempotencyKey {
  UserId user;          // who asked
  std::string request;  // method and path
  std::string key;
};

struct IdempotencyRecord {
  std::string fingerprint;
  UserId owner;           // of the row that was made
  std::string client_id;  // the row's
};

inline constexpr RecordBounds replay_bounds{2'000'000, 16'000'000};  // about 6,000 and 50,000

std::optional<IdempotencyRecord> find_idempotency_record(Database& engine, const IdempotencyKey& key);
// Part of the write that makes the row. Rejection::already_exists when the key has one. The oldest beyond the
// bounds go.
void record_idempotency_key(WriteBatch& write, const IdempotencyKey& key, const IdempotencyRecord& replay,
                            const RecordBounds& bounds = replay_bounds);

}  // namespace store
