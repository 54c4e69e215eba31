// SPDX-License-Identifier: MIT
#pragma once

// A phone that pulls: applies the feed's pages to rows of its own, as a client is told to. One thread.

#include <map>
#include <string>

#include "support/api_fixture.h"

namespace support {

class FeedReader {
 public:
  FeedReader(ApiBox& box, store::UserId user) : client_(box, user) {}

  static std::string url_of(const std::string& since, const std::string& more = {}) {
    std::string url = "/api/v1/sync/changes/?" + more;
    if (!since.empty()) url.append("&since=").append(since);
    return url;
  }

  Reply page(const std::string& more = {}) { return client_.get(url_of(cursor, more)); }

  // One page; false when it was the last.
  bool pull(const std::string& more = {}) {
    const Reply reply = page(more);
    if (reply.status != 200) throw std::runtime_error(reply.body);
    const base::Json feed = reply.json();
    for (const base::Json& change : feed.get("changes").get<base::JsonArray>()) {
      const std::string row =
          change.get("type").to_str() + " " + std::to_string(change.get("id").get<std::int64_t>());
      if (change.get("op").to_str() == "put") {
        rows[row] = change;
      } else {
        rows.erase(row);
      }
    }
    cursor = feed.get("cursor").to_str();
    return feed.get("has_more").get<bool>();
  }
  void pull_all(const std::string& more = {}) {
    while (pull(more)) {
    }
  }

  std::map<std::string, base::Json> rows;  // "booth 7": the change that told of it
  std::string cursor;

 private:
  Client client_;
};

}  // namespace support
