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

// A hash of what else determines the representation of the rows: the URL and the server's version.
std::string look(const http::Request& request) {
  std::string url = request.origin();
  url.append(request.target).append(" ").append(base::version);
  return std::to_string(std::hash<std::string>()(url));  // guards against accidental collisions only
}

std::string tag_of(const Context& context, const http::Request& request, std::optional<store::UserId> owner) {
  const store::FeedPosition latest = store::latest_change(context.store, owner);
  return "W/\"" + latest.epoch + "-" + std::to_string(latest.seq) + "-" + look(request) + "\"";
}

// Everything that the response depends on.
std::string key_of(const http::Request& request, std::optional<store::UserId> owner, std::string_view tag) {
  std::string key = std::to_string(owner.value_or(store::UserId{}).value);
  return key.append(" ").append(tag).append(" ").append(request.origin()).append(request.target);
}

http::Response kept_or_made(const Context& context, const std::string& key,
                            const std::function<http::Response()>& answer) {
  if (const auto kept = context.lists.get(key)) return http::json(200, *kept);
  http::Response made = answer();
  if (!made.stream) context.lists.put(key, std::make_shared<const std::string>(made.body));
  return made;
}

}  // namespace

http::Response cached_list_response(const Context& context, const http::Request& request,
                                    std::optional<store::UserId> owner,
                                    const std::function<http::Response()>& answer) {
  const std::string tag = tag_of(context, request, owner);
  const bool same = http::knows_tag(request.headers, tag);
  http::Response response;
  // A matching tag proves that this page exists. '*' does not: the answer may be a 404.
  if (!same || request.header("if-none-match") == "*")
    response = kept_or_made(context, key_of(request, owner, tag), answer);
  if (same) response = http::empty(304);
  // No Vary: it would prevent a 304 after a token refresh. Each use is revalidated, and the tag covers one
  // owner's data only.
  response.with_header("ETag", tag).with_header("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace api
