// SPDX-License-Identifier: MIT
#pragma once

// Reads the change feed, which the schema's triggers maintain. It tells a client what has changed since its
// last position, or that nothing has.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/users.h"

namespace store {

struct FeedPosition {
  std::string epoch;     // the database that seq belongs to: eight random hex digits
  std::int64_t seq = 0;  // 0 before the first change; only grows, and is unique across owners
};

// The latest change to the owner's rows, or to shared rows without an owner. One index lookup.
FeedPosition latest_change(Database& engine, std::optional<UserId> owner);

// The end of the feed.
struct FeedState {
  std::string epoch;
  std::int64_t owners = 0;  // seq of the latest change to the owner's rows or to shared rows
  std::int64_t newest = 0;  // seq of the latest change to any row
};
FeedState feed_state(Database& engine, UserId owner);  // three index lookups

enum class Op { put, remove, revoke };  // revoke: the row now belongs to another owner
Op parse_op(std::string_view word);     // "put", "delete", "revoke"
std::string_view to_string(Op op);

struct ChangedRow {
  std::int64_t seq = 0;
  std::string type;  // "booth", "item", "image", "video", "country"
  std::int64_t id = 0;
  Op op = Op::put;
  std::string client_id;                // "" for a country
  std::optional<std::int64_t> version;  // none for a country
  std::int64_t bytes = 0;               // size of its name and description
  std::string parent_client_id;  // of the booth of an item, or the booth or item of a medium; only for put
};

// The changes to the owner's rows and to shared rows after `after`, in order of seq.
struct ChangesQuery {
  UserId owner;
  std::int64_t after = 0;
  std::int64_t first_end = 0;  // deletions of shared rows up to this seq are omitted
  std::string_view types;      // separated by commas
  std::int64_t most = 0;
};
std::vector<ChangedRow> changes_after(Database& engine, const ChangesQuery& query);

}  // namespace store
