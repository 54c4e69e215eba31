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

// Parses the query string. Errors name its parameters as form errors name fields.
FeedQuery query_of(const http::Request& request) {
  FeedQuery query{.owner = caller_id(request), .origin = request.origin()};
  ValidationErrors errors;
  if (const auto limit = request.query_parameter("limit")) {
    query.limit = base::parse_int(*limit).value_or(0);
    if (query.limit < 1 || query.limit > max_page) {
      errors.add("limit", "A whole number from 1 to " + std::to_string(max_page) + " is required.");
    }
  }
  if (const auto types = request.query_parameter("types")) {
    const auto known = base::split(all_types, ",");
    const auto asked = base::split(*types, ",");
    if (asked.empty()) errors.add("types", "At least one type is required.");
    for (const std::string_view one : asked) {
      if (std::ranges::find(known, one) != known.end()) continue;
      errors.add("types", "There is no type \"" + std::string(one) + "\".");
    }
    query.types = *types;
  }
  errors.throw_if_any();
  return query;
}

std::string tag_of(const Cursor& cursor) { return '"' + format_cursor(cursor) + '"'; }

}  // namespace

// The ETag is the cursor that the client has reached. It is sent only at the end of the feed. Only there does
// every change produce another cursor, including a change to media of a row sent earlier.
http::Response list_changes(const Context& context, http::Request& request) {
  FeedQuery query = query_of(request);
  const auto since = request.query_parameter("since");
  const bool any = request.header("if-none-match") == "*";
  http::Response response;
  context.store.with_snapshot([&] {
    const store::FeedState feed = store::feed_state(context.store, query.owner);
    const Cursor begin = since ? parse_cursor(feed, *since) : Cursor{feed.epoch, 0, feed.owners};
    query.after = begin.seq;
    query.first_end = begin.first_end;
    const Cursor end{feed.epoch, std::max(query.after, feed.owners)};
    if (!any && http::knows_tag(request.headers, tag_of(end))) {
      response = http::empty(304);
      response.with_header("ETag", tag_of(end))
          .with_header("Retry-After", std::to_string(poll_after(context)));
      return;
    }
    std::string body;
    base::JsonWriter json(body);
    json.begin_object().member("epoch", feed.epoch);
    const FeedResult given = write_feed(json, context, feed, query);
    json.end_object();
    response = http::json(200, std::move(body));
    if (!given.more) response.with_header("ETag", tag_of(given.cursor));
  });
  response.with_header("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace api
