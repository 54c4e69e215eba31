// SPDX-License-Identifier: MIT
#include "api/sync/routes.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <string_view>
#include <utility>

#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/request/handler.h"
#include "api/sync/change_feed.h"
#include "api/sync/handlers.h"
#include "base/text/text.h"

namespace api {
namespace {

// A capability is served if its route is. An empty route stands for a feature of the plain routes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> known = {
    {{"push", "/api/v1/sync/push/"},
     {"changes", "/api/v1/sync/changes/"},
     {"tus-1.0", "/api/v1/uploads/"},
     {"idempotency", ""},
     {"if-match", ""},
     {"media-check", "/api/v1/sync/media/check/"}}};

std::vector<std::string_view> capabilities_of(const std::vector<http::Route>& routes) {
  std::vector<std::string_view> served;
  for (const auto& [name, pattern] : known) {
    if (pattern.empty() || std::ranges::find(routes, pattern, &http::Route::pattern) != routes.end()) {
      served.push_back(name);
    }
  }
  return served;
}

// Randomises Retry-After, so that clients refused together do not return together.
template <class Call>
http::Response spread(Call&& call) try {
  return call();
} catch (http::HttpError& error) {
  for (auto& [name, value] : error.headers) {
    if (name == "Retry-After")
      value = std::to_string(with_jitter(static_cast<int>(base::parse_int(value).value_or(1))));
  }
  throw;
}

}  // namespace

std::vector<http::Route> sync_routes(const Context& context) {
  constexpr auto user = http::Access::user, anyone = http::Access::anyone;

  const auto on = [&context](Handler* handle) {
    return [&context, handle](http::Request& request) {
      return spread(
          [&] { return map_storage_errors(context.activity, [&] { return handle(context, request); }); });
    };
  };
  const auto by_admin = [&context, on](std::string_view action, Handler* handle) {
    return audited(context, action, on(handle), Audited::writes);
  };
  const std::uint64_t text = context.limits.text_bytes;
  const std::atomic<std::uint64_t>& piece = context.settings.caps().video;

  // clang-format off
  std::vector<http::Route> routes = {
    {"/api/v1/sync/changes/", user, {{"GET", on(list_changes)}}},
    {"/api/v1/sync/push/", user, {{"POST", by_admin("sync.push", push_changes), static_cast<std::uint64_t>(max_push_bytes)}}},
    {"/api/v1/sync/media/check/", user, {{"POST", on(check_media), text}}},
    {"/api/v1/uploads/", user, {{"GET", on(list_uploads)}, {"POST", by_admin("upload.create", create_upload), piece}}},
    {"/api/v1/uploads/<file>/", user, {{"GET", on(show_upload)},
                                       {"PATCH", by_admin("upload.continue", append_to_upload), piece},
                                       {"DELETE", by_admin("upload.delete", terminate_upload)}}},
  };
  // clang-format on
  const auto show = [&context, served = capabilities_of(routes)](http::Request& request) {
    return spread([&] {
      return map_storage_errors(context.activity,
                                [&] { return show_capabilities(context, request, served); });
    });
  };
  routes.push_back({"/api/v1/sync/", anyone, {{"GET", show}}});
  return routes;
}

}  // namespace api
