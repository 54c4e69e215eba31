// SPDX-License-Identifier: MIT
#pragma once

// The change feed, which the schema's triggers keep: how a client learns what has happened since, or that
// nothing has.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/users.h"

namespace store {

struct FeedPosition {
  std::string epoch;     // which database seq is of: eight hex digits, made at random with it
  std::int64_t seq = 0;  // 0 before the first; it only grows, and no two owners have the same
};

// The latest change to what is this owner's, or everyone's. One look into the feed's index.
FeedPosition latest_change(Database& engine, std::optional<UserId> owner);

// How far the feed goes.
struct FeedState {
  std::string epoch;
  std::int64_t owners = 0;  // the seq of the latest change to what is this owner's or everyone's
  std::int64_t newest = 0;  // of the latest to anything
};
FeedState feed_state(Database& engine, UserId owner);  // three looks into the index

enum class Op { put, remove, revoke };  // revoke: the row is somebody else's now
Op parse_op(std::string_view word);     // "put", "delete", "revoke"
std::string_view to_string(Op op);

struct ChangedRow {
  std::int64_t seq = 0;
  std::string type;  // "booth", "item", "image", "video", "country"
  std::int64_t id = 0;
  Op op = Op::put;
  std::string client_id;                // "" for a country
  std::optional<std::int64_t> version;  // none for a country
  std::int64_t bytes = 0;               // of the texts that show it
  std::string parent_client_id;  // of an item's booth, a medium's booth or item, of a row that is there
};

// What is this owner's or everyone's and changed after `seq`, in order of seq; `types` are separated by
// commas.
struct ChangesQuery {
  UserId owner;
  std::int64_t after = 0;
  std::int64_t first_end = 0;  // what was everyone's and removed up to there is left out
  std::string_view types;      // with ',' between them
  std::int64_t most = 0;
};
std::vector<ChangedRow> changes_after(Database& engine, const ChangesQuery& query);

}  // namespace store
