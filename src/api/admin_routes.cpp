// SPDX-License-Identifier: MIT
#include "api/admin_routes.h"

#include "api/admin_handlers.h"
#include "api/errors.h"

namespace api {

std::vector<http::Route> admin_routes(const Services& services) {
  constexpr auto admin = http::Access::admin;

  const auto on = [&services](Handle* handle) {
    return [&services, handle](http::Request& request) {
      return translated(services.journal, [&] { return handle(services, request); });
    };
  };
  const std::uint64_t text = services.limits.text_bytes;

  // clang-format off
  return {
    // Signing in

    // The board
    {"/api/v1/admin/board/", admin, {{"GET", on(show_board)}}},
    {"/api/v1/admin/messages/", admin, {{"GET", on(list_messages)}}},
    {"/api/v1/admin/messages/<id>/read/", admin, {{"POST", on(read_message)}}},
    {"/api/v1/admin/log/", admin, {{"GET", on(show_log)}}},
    {"/api/v1/admin/support/", admin, {{"GET", on(send_support)}}},

    // Accounts

    // Booths, items and media

    // The event
    {"/api/v1/admin/clock/", admin, {{"GET", on(show_clock)}, {"PUT", on(set_clock), text}}},
    {"/api/v1/admin/backup/", admin, {{"GET", on(send_backup)}}},
  };
  // clang-format on
}

}  // namespace api
