// SPDX-License-Identifier: MIT
#include "api/sync_routes.h"

#include "api/errors.h"
#include "api/handlers.h"

namespace api {

std::vector<http::Route> sync_routes(const Services& services) {
  constexpr auto user = http::Access::user;

  const auto on = [&services](Handle* handle) {
    return [&services, handle](http::Request& request) {
      return translated(services.journal, [&] { return handle(services, request); });
    };
  };
  const std::atomic<std::uint64_t>& piece = services.settings.caps().video;

  // clang-format off
  return {
    {"/api/v1/uploads/", user, {{"POST", on(create_upload), piece}}},
    {"/api/v1/uploads/<file>/", user, {{"GET", on(show_upload)},
                                       {"PATCH", on(continue_upload), piece},
                                       {"DELETE", on(end_upload)}}},
  };
  // clang-format on
}

}  // namespace api
