// SPDX-License-Identifier: MIT
#include "api/admin/routes.h"

#include <cstdint>

#include "api/admin/handlers.h"
#include "api/common/body_limits.h"
#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/login/handlers.h"

namespace api {

std::vector<http::Route> admin_routes(const Context& context) {
  constexpr auto admin = http::Access::admin, anyone = http::Access::anyone;

  const auto on = [&context](Handler* handle) {
    return [&context, handle](http::Request& request) {
      return map_storage_errors(context.activity, [&] { return handle(context, request); });
    };
  };
  // Requests that change data or disclose much of it are recorded in the audit trail under this name.
  const auto noted = [&context, on](std::string_view action, Handler* handle) {
    return audited(context, action, on(handle));
  };
  const std::uint64_t text = context.limits.text_bytes, nobodys = max_anonymous_body_bytes;

  // clang-format off
  return {
    // Signing in
    {"/api/v1/admin/session/", anyone,
      {{"POST", on(sign_in), nobodys}, {"GET", on(show_session)}, {"DELETE", on(sign_out)}}},
    {"/api/v1/admin/first-run/", anyone, {{"GET", on(show_first_run)}, {"POST", on(use_first_run), nobodys}}},

    // The board
    {"/api/v1/admin/board/", admin, {{"GET", on(show_board)}}},
    {"/api/v1/admin/messages/", admin, {{"GET", on(list_messages)}}},
    {"/api/v1/admin/messages/<id>/read/", admin, {{"POST", noted("message.read", read_message)}}},
    {"/api/v1/admin/log/", admin, {{"GET", on(show_log)}}},
    {"/api/v1/admin/audit/", admin, {{"GET", on(list_audit)}}},
    {"/api/v1/admin/support/", admin, {{"GET", noted("support.download", download_support_bundle)}}},

    // Accounts
    {"/api/v1/admin/users/", admin, {{"GET", on(list_users)}, {"POST", noted("user.create", create_user), text}}},
    {"/api/v1/admin/users/codes/", admin, {{"POST", noted("user.codes", create_codes), text}}},
    {"/api/v1/admin/users/export/", admin, {{"GET", noted("users.download", export_users)}}},
    {"/api/v1/admin/users/<id>/", admin, {{"GET", on(show_user)}, {"PATCH", noted("user.update", update_user), text}}},
    {"/api/v1/admin/users/<id>/code/", admin, {{"POST", noted("user.code", create_code)}}},
    {"/api/v1/admin/users/<id>/sign-out/", admin, {{"POST", noted("user.sign_out", sign_out_user)}}},
    {"/api/v1/admin/users/<id>/throttle/", admin, {{"DELETE", noted("user.throttle", reset_throttle)}}},
    {"/api/v1/admin/import/", admin, {{"POST", noted("import.start", start_import), text}}},
    {"/api/v1/admin/jobs/", admin, {{"GET", on(list_jobs)}}},
    {"/api/v1/admin/jobs/<id>/", admin, {{"GET", on(show_job)}, {"DELETE", noted("job.delete", delete_job)}}},

    // Booths, items and media
    {"/api/v1/admin/booths/", admin, {{"GET", on(list_all_booths)}}},
    {"/api/v1/admin/booths/categories/", admin, {{"GET", on(list_categories)}}},
    {"/api/v1/admin/booths/<id>/owner/", admin, {{"PUT", noted("booth.move", move_booth), text}}},
    {"/api/v1/admin/conflicts/", admin, {{"GET", on(list_conflicts)}}},
    {"/api/v1/admin/conflicts/<id>/", admin, {{"POST", noted("conflict.settle", resolve_conflict), text}}},
    {"/api/v1/admin/uploads/", admin, {{"GET", on(show_uploads)}, {"PUT", noted("uploads.pause", pause_videos), text}}},
    {"/api/v1/admin/uploads/unfinished/<file>/", admin, {{"DELETE", noted("upload.end", end_unfinished_upload)}}},
    {"/api/v1/admin/uploads/<id>/", admin, {{"DELETE", noted("upload.stop", stop_upload)}}},
    {"/api/v1/admin/media/", admin, {{"GET", on(list_all_media)}}},

    // The event
    {"/api/v1/admin/connect/", admin, {{"GET", on(show_connect)}}},
    {"/api/v1/admin/settings/", admin, {{"GET", on(show_settings)}, {"PATCH", noted("settings.change", change_settings), text}}},
    {"/api/v1/admin/countries/", admin, {{"POST", noted("country.create", add_country), text}}},
    {"/api/v1/admin/countries/<id>/", admin, {{"PATCH", noted("country.update", update_country), text}, {"DELETE", noted("country.delete", delete_country)}}},
    {"/api/v1/admin/clock/", admin, {{"GET", on(show_clock)}, {"PUT", noted("clock.set", set_clock), text}}},
    {"/api/v1/admin/drives/", admin, {{"GET", on(list_drives)}, {"POST", noted("drive.pair", pair_drive), text}}},
    {"/api/v1/admin/drives/<uuid>/", admin, {{"DELETE", noted("drive.unpair", unpair_drive)}}},
    {"/api/v1/admin/save/", admin, {{"GET", on(show_backup_status)}}},
    {"/api/v1/admin/backup/", admin, {{"GET", noted("backup.download", download_backup)}}},
    {"/api/v1/admin/export/", admin, {{"GET", noted("export.download", download_export)}}},
    {"/api/v1/admin/restore/", admin, {{"POST", noted("restore.start", restore_box), UINT64_MAX}}},
  };
  // clang-format on
}

}  // namespace api
