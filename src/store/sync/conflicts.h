// SPDX-License-Identifier: MIT
#pragma once

// The conflict log: values that were pushed and lost, because the field had got another one meanwhile or the
// row was deleted. An administrator has them used all the same, or dismisses them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/batch.h"
#include "store/booth_list.h"
#include "store/sync/record_bounds.h"
#include "store/sync/row_versions.h"

namespace store {

using ConflictId = base::Id<struct ConflictTag>;

struct NewConflict {
  UserId owner;
  std::string device_id;
  RowRef row;  // a booth or an item
  std::string client_id;
  std::string field;
  std::string yours, server;  // JSON: what was sent, what the row had; "null" of a row that is gone
  std::int64_t base_version = 0, server_version = 0;
};

struct Conflict {
  ConflictId id;
  base::UnixSeconds at = 0;
  NewConflict what;
  Owner owner;
  std::optional<std::string> booth_name, item_name;  // as they are now; none of what is gone
  std::optional<BoothId> booth;                      // itself, or the one it is in; nothing when it is gone
  std::string settled;                               // "open", "used", "dismissed"
  std::optional<base::UnixSeconds> settled_at;
};

struct ConflictFilter {
  std::optional<std::string> settled = {};
  std::optional<UserId> owner = {};
};

inline constexpr RecordBounds conflict_bounds{8'000'000, 64'000'000};

// Part of the write that is in conflict. The oldest beyond the bounds go.
void add_conflict(WriteBatch& write, const NewConflict& conflict, base::UnixSeconds now,
                  const RecordBounds& bounds = conflict_bounds);

std::int64_t count_conflicts(Database& engine, const ConflictFilter& filter);
// The next batch, newest first: a cursor begins with the largest `last`.
std::vector<Conflict> conflicts(Database& engine, const ConflictFilter& filter, BatchCursor& cursor);
std::optional<Conflict> conflict_by_id(Database& engine, ConflictId id);

void resolve_conflict(WriteBatch& write, ConflictId id, std::string_view settled,
                      base::UnixSeconds now);  // Rejection::version_mismatch when it is open no more

}  // namespace store
