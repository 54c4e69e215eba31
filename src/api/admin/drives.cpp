// SPDX-License-Identifier: MIT

// The drives attached to this machine, and pairing with them; see docs/admin-api.md.

#include <cerrno>
#include <string>

#include "api/admin/handlers.h"
#include "api/context/audit_trail.h"
#include "api/request/field_validation.h"
#include "api/request/request_form.h"
#include "base/log.h"
#include "drives/drive_list.h"

namespace api {
namespace {

using base::PairedDrives;

http::HttpError not_set_up() {
  return http::error_response(409,
                              "This machine is not set up to serve drives: ExpoBox was not installed on it.");
}

// The list is on the system drive of the machine, whose failures do not concern the data drive.
http::HttpError list_unavailable(const base::DiskError& error) {
  const int why = error.code().value();
  if (why == ENOENT) return not_set_up();
  if (why == EACCES || why == EPERM || why == EROFS) {
    return http::error_response(409,
                                "This server may not change which drives the machine serves. Do it there: "
                                "sudo expobox drive list");
  }
  if (why == EBUSY) {
    return http::error_response(503, "The list of drives is in use. Try again in a moment.")
        .with_header("Retry-After", "2");
  }
  base::log(base::Level::error, "drives", "the list of paired drives cannot be used",
            {{"error", error.what()}});
  return error.disk_full()
             ? http::error_response(507, "There is not enough room on the machine's own drive.")
             : http::error_response(503, "The list of paired drives of this machine cannot be used.")
                   .with_header("Retry-After", "10");
}

// Runs a function that reads or changes the list, and maps its errors to HTTP errors.
template <class Call>
auto with_list(Call&& call) {
  try {
    return call();
  } catch (const base::DiskError& error) {
    throw list_unavailable(error);
  }
}

http::Response answer(const Context& context, int status) {
  std::string body;
  base::JsonWriter json(body);
  write_drive_list(json, with_list([&] { return read_drive_list(context.drives); }));
  return http::json_no_store(status, std::move(body));
}

void log_change(const char* what, std::string_view uuid, const http::Request& request) {
  base::log(base::Level::info, "drives", what,
            {{"uuid", std::string(uuid)}, {"user", std::to_string(request.caller.user)}});
}

std::string uuid_field(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto uuid = fields.text("uuid", {.required = true});
  if (uuid && !base::is_filesystem_uuid(*uuid)) {
    fields.add_error("uuid", "This is not the UUID of a file system.");
  }
  fields.throw_if_invalid();
  return *uuid;
}

// Returns the UUID as the attached drive reports it.
std::string plugged_uuid(const DriveList& list, std::string_view uuid) {
  for (const base::DriveStatus& drive : list.plugged) {
    if (base::is_same_uuid(drive.uuid, uuid)) return drive.uuid;
  }
  throw http::error_response(404, "No such drive is plugged in.");
}

}  // namespace

http::Response list_drives(const Context& context, http::Request&) { return answer(context, 200); }

http::Response pair_drive(const Context& context, http::Request& request) {
  const std::string sent = uuid_field(context, request);
  const DriveList list = with_list([&] { return read_drive_list(context.drives); });
  if (!list.can_pair) throw not_set_up();
  const std::string uuid = plugged_uuid(list, sent);
  audit_detail("uuid=" + uuid);
  PairedDrives paired(context.drives.state);
  switch (with_list([&] { return paired.pair(uuid); })) {
    case PairedDrives::Pairing::paired:
      log_change("a drive was paired", uuid, request);
      return answer(context, 201);
    case PairedDrives::Pairing::already_paired:
      return answer(context, 200);  // the first response may have been lost
    case PairedDrives::Pairing::list_full:
      break;
  }
  throw http::error_response(409, std::to_string(PairedDrives::max_drives) +
                                      " drives are paired, and no more can be. Unpair one first.");
}

http::Response unpair_drive(const Context& context, http::Request& request) {
  const std::string_view uuid = request.path_params.at(0);
  if (!base::is_filesystem_uuid(uuid)) throw http::not_found();
  PairedDrives paired(context.drives.state);
  const bool found = with_list([&] { return paired.is_available() && paired.unpair(uuid); });
  if (!found) throw http::error_response(404, "This drive is not paired.");
  log_change("a drive was unpaired", uuid, request);
  return http::empty();
}

}  // namespace api
