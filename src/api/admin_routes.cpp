// SPDX-License-Identifier: MIT
#include "api/admin_routes.h"

#include <cstdint>

#include "api/admin_handlers.h"
#include "api/errors.h"

namespace api {

std::vector<http::Route> admin_routes(const Services& services) {
  constexpr auto admin = http::Access::admin;

  const auto on = [&services](Handle* handle) {
    return [&services, handle](http::Request& request) {
      return translated([&] { return handle(services, request); });
    };
  };
  const std::uint64_t text = services.limits.text_bytes;

  // clang-format off
  return {
    // Signing in

    // The board

    // Accounts
    {"/api/v1/admin/jobs/", admin, {{"GET", on(list_jobs)}}},
    {"/api/v1/admin/jobs/<id>/", admin, {{"GET", on(show_job)}, {"DELETE", on(forget_job)}}},

    // Booths, items and media

    // The event
    {"/api/v1/admin/clock/", admin, {{"GET", on(show_clock)}, {"PUT", on(set_clock), text}}},
    {"/api/v1/admin/save/", admin, {{"GET", on(show_save)}}},
    {"/api/v1/admin/backup/", admin, {{"GET", on(send_backup)}}},
    {"/api/v1/admin/export/", admin, {{"GET", on(send_export)}}},
    {"/api/v1/admin/restore/", admin, {{"POST", on(restore_box), UINT64_MAX}}},
  };
  // clang-format on
}

}  // namespace api
