// SPDX-License-Identifier: MIT
#pragma once

// The conflict log: pushed values that were not applied, because the field had changed meanwhile or the row
// was deleted. An administrator applies or dismisses them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/batch_cursor.h"
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
  std::string yours, server;  // JSON: the value sent and the row's value; "null" if the row is deleted
  std::int64_t base_version = 0, server_version = 0;
};

struct Conflict {
  ConflictId id;
  base::UnixSeconds at = 0;
  NewConflict what;
  Owner owner;
  std::optional<std::string> booth_name, item_name;  // current names; none if deleted
  std::optional<BoothId> booth;                      // the booth itself, or the item's booth; none if deleted
  std::string settled;                               // "open", "used", "dismissed"
  std::optional<base::UnixSeconds> settled_at;
};

struct ConflictFilter {
  std::optional<std::string> settled = {};
  std::optional<UserId> owner = {};
};

inline constexpr RecordBounds conflict_bounds{8'000'000, 64'000'000};

// Append to the write that causes the conflict. Deletes the oldest conflicts beyond the bounds.
void add_conflict(WriteBatch& write, const NewConflict& conflict, base::UnixSeconds now,
                  const RecordBounds& bounds = conflict_bounds);

std::int64_t count_conflicts(Database& engine, const ConflictFilter& filter);
// The next batch, newest first. For the first batch, `last` must be the largest value.
std::vector<Conflict> conflicts(Database& engine, const ConflictFilter& filter, BatchCursor& cursor);
std::optional<Conflict> conflict_by_id(Database& engine, ConflictId id);

void resolve_conflict(WriteBatch& write, ConflictId id, std::string_view settled,
                      base::UnixSeconds now);  // Rejection::version_mismatch unless it is open

}  // namespace store
