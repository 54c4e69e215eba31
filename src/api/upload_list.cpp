// SPDX-License-Identifier: MIT
#include "api/admin_handlers.h"
#include "api/fields.h"
#include "api/present.h"
#include "base/json.h"
#include "http/error.h"
#include "store/users.h"

namespace api {
namespace {

void write_upload(base::JsonWriter& json, store::Engine& engine, const Uploads::Seen& upload) {
  json.begin_object().member("id", upload.id).key("user");
  if (const auto user = store::user_by_id(engine, {upload.user})) {
    write_owner(json, {user->id, user->email, user->name, user->stand});
  } else {
    json.null();
  }
  json.member("request", upload.request)
      .member("received", static_cast<std::int64_t>(upload.received))
      .key("expected");
  if (upload.expected) {
    json.value(static_cast<std::int64_t>(*upload.expected));
  } else {
    json.null();
  }
  json.member("bytes_per_second", upload.bytes_per_second)
      .member("seconds", upload.seconds)
      .member("silent_seconds", upload.silent_seconds)
      .end_object();
}

}  // namespace

http::Response show_uploads(const Services& services, http::Request&) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("videos_paused", services.uploads.videos_paused()).key("active").begin_array();
  for (const Uploads::Seen& upload : services.uploads.seen()) write_upload(json, services.store, upload);
  json.end_array().end_object();
  return http::unstored_json(200, std::move(body));
}

// On the drive first: what was said "done" to holds after a power cut, too.
http::Response pause_videos(const Services& services, http::Request& request) {
  const Form form = read_form(services, request);
  Fields fields(form, Fields::Asked::all);
  const auto paused = fields.truth("videos_paused", true);
  fields.finish();
  keep_videos_paused(services.store, *paused);
  services.uploads.pause_videos(*paused);
  return show_uploads(services, request);
}

http::Response stop_upload(const Services& services, http::Request& request) {
  if (!services.uploads.stop(request.id(0))) throw http::not_found();
  return http::empty();
}

}  // namespace api
