// SPDX-License-Identifier: MIT
#pragma once

// The change feed as phones pull it: what is theirs or everyone's and has changed since a cursor, each row
// once, at its latest change, with what the plain API shows of it. Whoever applies the pages up to one
// without has_more has all of one moment: a row that changes between two pages moves behind them.
//
// A cursor belongs to a database and dies with it: after a restore everybody begins anew. Any thread may
// call.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "api/context/context.h"
#include "base/text/json.h"
#include "store/sync/changes.h"

namespace api {

struct Cursor {
  std::string epoch;
  std::int64_t seq = 0;
  // While a client that began without a cursor has not come so far: the end of the feed when it began. Countries
  // that were deleted before, it never had.
  std::int64_t first_end = 0;
};

std::string format_cursor(const Cursor& cursor);
// Throws 400 about the field "since" for what is no cursor. 410, so that the client begins anew:
// epoch_changed for one of another database, cursor_expired for one that this database has never given.
Cursor parse_cursor(const store::FeedState& feed, std::string_view text);
Cursor parse_cursor(const Context& services, std::string_view text);

inline constexpr std::string_view all_types = "booth,item,image,video,country";
inline constexpr std::int64_t default_page = 200, max_page = 500;

struct FeedQuery {
  store::UserId owner;
  std::int64_t after = 0, first_end = 0;  // as a cursor has them
  std::int64_t limit = default_page;
  std::string types{all_types};
  std::string origin;                                           // as the client calls this box: of media URLs
  std::function<bool(const store::ChangedRow& row)> skip = {};  // what the client needs not be told
};

struct FeedResult {
  Cursor cursor;
  bool more = false;
};

// Writes the members "changes", "cursor", "has_more" and "poll_after" into an open object. Inside
// at_one_state().
FeedResult write_feed(base::JsonWriter& json, const Context& services, const store::FeedState& feed,
                      const FeedQuery& query);

int with_jitter(int seconds);  // up to half as many more, drawn anew each time

// Seconds after which a phone may ask again; drawn anew for each, so that phones which were answered together
// do not come back together, and longer when the box has turned somebody away within the last minute.
int poll_after(const Context& services);

}  // namespace api
