// SPDX-License-Identifier: MIT
#include "api/admin_routes.h"

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

    // Booths, items and media
    {"/api/v1/admin/booths/", admin, {{"GET", on(list_all_booths)}}},
    {"/api/v1/admin/booths/categories/", admin, {{"GET", on(list_categories)}}},
    {"/api/v1/admin/booths/<id>/owner/", admin, {{"PUT", on(move_booth), text}}},
    {"/api/v1/admin/uploads/", admin, {{"GET", on(show_uploads)}, {"PUT", on(pause_videos), text}}},
    {"/api/v1/admin/uploads/<id>/", admin, {{"DELETE", on(stop_upload)}}},
    {"/api/v1/admin/media/", admin, {{"GET", on(list_all_media)}}},

    // The event
    {"/api/v1/admin/settings/", admin, {{"GET", on(show_settings)}, {"PATCH", on(change_settings), text}}},
    {"/api/v1/admin/countries/", admin, {{"POST", on(add_country), text}}},
    {"/api/v1/admin/countries/<id>/", admin, {{"PATCH", on(update_country), text}, {"DELETE", on(delete_country)}}},
    {"/api/v1/admin/clock/", admin, {{"GET", on(show_clock)}, {"PUT", on(set_clock), text}}},
    {"/api/v1/admin/backup/", admin, {{"GET", on(send_backup)}}},
  };
  // clang-format on
}

}  // namespace api
