// SPDX-License-Identifier: MIT
#pragma once

// Serves the change feed that clients pull. It contains the caller's own rows and the public rows that
// changed after a cursor: each row once, at its latest change, as the plain API shows it. A client that
// applies all pages up to one without has_more has a consistent state, because a row that changes between two
// pages moves behind them. A cursor belongs to one database: after a restore, every client starts over.
// Thread safety: all functions may be called from any thread.

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
  // For a client that began without a cursor: the end of the feed at that time, until the client reaches it.
  // Countries deleted before that are left out, because the client never had them.
  std::int64_t first_end = 0;
};

std::string format_cursor(const Cursor& cursor);
// Throws 400 for the field "since" if the text is not a cursor. Throws 410 if the client must start over:
// epoch_changed for a cursor of another database, cursor_expired for one that this database never issued.
Cursor parse_cursor(const store::FeedState& feed, std::string_view text);
Cursor parse_cursor(const Context& context, std::string_view text);

inline constexpr std::string_view all_types = "booth,item,image,video,country";
inline constexpr std::int64_t default_page = 200, max_page = 500;

struct FeedQuery {
  store::UserId owner;
  std::int64_t after = 0, first_end = 0;  // as in Cursor
  std::int64_t limit = default_page;
  std::string types{all_types};
  std::string origin;                                           // of this server in media URLs
  std::function<bool(const store::ChangedRow& row)> skip = {};  // rows to leave out
};

struct FeedResult {
  Cursor cursor;
  bool more = false;
};

// Writes the members "changes", "cursor", "has_more" and "poll_after" into an open object. Must be called
// inside with_snapshot().
FeedResult write_feed(base::JsonWriter& json, const Context& context, const store::FeedState& feed,
                      const FeedQuery& query);

int with_jitter(int seconds);  // adds up to half of the value, at random

// Returns the number of seconds after which a client may poll again. It is random, so that clients answered
// together do not return together. It is longer if the server refused a request within the last minute.
int poll_after(const Context& context);

}  // namespace api
