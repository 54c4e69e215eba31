// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <vector>

#include "api/common/errors.h"
#include "api/request/permissions.h"
#include "api/sync/change_feed.h"
#include "api/sync/handlers.h"
#include "base/text/text.h"
#include "http/range.h"

namespace api {
namespace {

// What the query says; complaints are about its parameters as they are about a form's fields.
FeedQuery wish_of(const http::Request& request) {
  FeedQuery wish{.owner = caller_of(request), .origin = request.origin()};
  ValidationErrors complaints;
  if (const auto limit = request.parameter("limit")) {
    wish.limit = base::whole_number(*limit).value_or(0);
    if (wish.limit < 1 || wish.limit > max_page) {
      complaints.add("limit", "A whole number from 1 to " + std::to_string(max_page) + " is required.");
    }
  }
  if (const auto types = request.parameter("types")) {
    const auto known = base::words(all_types, ",");
    const auto asked = base::words(*types, ",");
    if (asked.empty()) complaints.add("types", "At least one type is required.");
    for (const std::string_view one : asked) {
      if (std::ranges::find(known, one) != known.end()) continue;
      complaints.add("types", "There is no type \"" + std::string(one) + "\".");
    }
    wish.types = *types;
  }
  complaints.raise();
  return wish;
}

std::string tag_of(const Cursor& cursor) { return '"' + cursor_text(cursor) + '"'; }

}  // namespace

// A tag is the cursor a client has come to. It is given where that is the end of the feed: only there does
// every change, also one to media of a row long told, give another.
http::Response list_changes(const Context& services, http::Request& request) {
  FeedQuery wish = wish_of(request);
  const auto since = request.parameter("since");
  const bool any = request.header("if-none-match") == "*";
  http::Response response;
  services.store.at_one_state([&] {
    const store::FeedState feed = store::feed_of(services.store, wish.owner);
    const Cursor begin = since ? read_cursor(feed, *since) : Cursor{feed.epoch, 0, feed.owners};
    wish.after = begin.seq;
    wish.first_end = begin.first_end;
    const Cursor end{feed.epoch, std::max(wish.after, feed.owners)};
    if (!any && http::knows_tag(request.headers, tag_of(end))) {
      response = http::empty(304);
      response.with("ETag", tag_of(end)).with("Retry-After", std::to_string(poll_after(services)));
      return;
    }
    std::string body;
    base::JsonWriter json(body);
    json.begin_object().member("epoch", feed.epoch);
    const FeedResult given = write_feed(json, services, feed, wish);
    json.end_object();
    response = http::json(200, std::move(body));
    if (!given.more) response.with("ETag", tag_of(given.cursor));
  });
  response.with("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace api
