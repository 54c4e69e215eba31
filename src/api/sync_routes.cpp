// SPDX-License-Identifier: MIT
#include "api/sync_routes.h"

#include "api/errors.h"
#include "api/sync_handlers.h"

namespace api {

std::vector<http::Route> sync_routes(const Services& services) {
  constexpr auto user = http::Access::user;

  const auto on = [&services](Handle* handle) {
    return [&services, handle](http::Request& request) {
      return translated(services.journal, [&] { return handle(services, request); });
    };
  };

  // clang-format off
  return {
    {"/api/v1/sync/changes/", user, {{"GET", on(list_changes)}}},
  };
  // clang-format on
}

}  // namespace api
