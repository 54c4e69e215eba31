// SPDX-License-Identifier: MIT
#include "api/request/list_cache.h"

#include <functional>
#include <memory>
#include <string>

#include "base/version.h"
#include "http/range.h"
#include "store/sync/changes.h"

namespace api {
namespace {

// What the same rows look like depends on: the URL, and the program that writes them.
std::string look(const http::Request& request) {
  std::string url = request.origin();
  url.append(request.target).append(" ").append(base::version);
  return std::to_string(std::hash<std::string>()(url));  // against mix-ups, not against malice
}

std::string tag_of(const Context& services, const http::Request& request,
                   std::optional<store::UserId> owner) {
  const store::FeedPosition latest = store::latest_change(services.store, owner);
  return "W/\"" + latest.epoch + "-" + std::to_string(latest.seq) + "-" + look(request) + "\"";
}

// All that the answer depends on.
std::string key_of(const http::Request& request, std::optional<store::UserId> owner, std::string_view tag) {
  std::string key = std::to_string(owner.value_or(store::UserId{}).value);
  return key.append(" ").append(tag).append(" ").append(request.origin()).append(request.target);
}

http::Response kept_or_made(const Context& services, const std::string& key,
                            const std::function<http::Response()>& answer) {
  if (const auto kept = services.lists.get(key)) return http::json(200, *kept);
  http::Response made = answer();
  if (!made.stream) services.lists.put(key, std::make_shared<const std::string>(made.body));
  return made;
}

}  // namespace

http::Response cached_list_response(const Context& services, const http::Request& request,
                                    std::optional<store::UserId> owner,
                                    const std::function<http::Response()>& answer) {
  const std::string tag = tag_of(services, request, owner);
  const bool same = http::knows_tag(request.headers, tag);
  http::Response response;
  // A tag proves that this page was given, '*' may be a 404.
  if (!same || request.header("if-none-match") == "*")
    response = kept_or_made(services, key_of(request, owner, tag), answer);
  if (same) response = http::empty(304);
  // No Vary: it would take the 304 from a renewed token, and the tag, asked about each time, is one owner's.
  response.with_header("ETag", tag).with_header("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace api
