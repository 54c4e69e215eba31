// SPDX-License-Identifier: MIT
#include "api/admin_routes.h"

#include "api/admin_handlers.h"
#include "api/errors.h"

namespace api {

std::vector<http::Route> admin_routes(const Services& services) {
  constexpr auto admin = http::Access::admin, anyone = http::Access::anyone;

  const auto on = [&services](Handle* handle) {
    return [&services, handle](http::Request& request) {
      return translated([&] { return handle(services, request); });
    };
  };
  const std::uint64_t text = services.limits.text_bytes;

  // clang-format off
  return {
    // Signing in
    {"/api/v1/admin/session/", anyone,
      {{"POST", on(sign_in), text}, {"GET", on(show_session)}, {"DELETE", on(sign_out)}}},
    {"/api/v1/admin/first-run/", anyone, {{"GET", on(show_first_run)}, {"POST", on(use_first_run), text}}},

    // The board

    // Accounts

    // Booths, items and media

    // The event
    {"/api/v1/admin/connect/", admin, {{"GET", on(show_connect)}}},
    {"/api/v1/admin/clock/", admin, {{"GET", on(show_clock)}, {"PUT", on(set_clock), text}}},
    {"/api/v1/admin/backup/", admin, {{"GET", on(send_backup)}}},
  };
  // clang-format on
}

}  // namespace api
