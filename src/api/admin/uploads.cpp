// SPDX-License-Identifier: MIT
#include "store/uploads.h"

#include <algorithm>

#include "api/admin/handlers.h"
#include "api/common/json_rows.h"
#include "api/request/field_validation.h"
#include "api/uploads/chunk_receiver.h"
#include "base/text/json.h"
#include "http/error.h"
#include "store/sync/row_versions.h"
#include "store/users.h"

namespace api {
namespace {

constexpr std::int64_t max_shown = 500;  // the largest unfinished uploads

void write_user(base::JsonWriter& json, store::Database& engine, store::UserId id) {
  json.key("user");
  if (const auto user = store::user_by_id(engine, id)) {
    write_owner(json, {user->id, user->email, user->name, user->stand});
  } else {
    json.null();
  }
}

void write_upload(base::JsonWriter& json, store::Database& engine, const ActiveUploads::Snapshot& upload) {
  json.begin_object().member("id", upload.id);
  write_user(json, engine, {upload.user});
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

// Writes a resumable upload. A DELETE with its `name` terminates it.
void write_unfinished(base::JsonWriter& json, const Context& context, const store::UploadRow& upload) {
  json.begin_object().member("name", upload.name);
  write_user(json, context.store, upload.user);
  json.member("kind", store::to_string(store::kind_for(upload.collection)))
      .member("booth", upload.booth.value == 0 ? std::nullopt : std::optional(upload.booth.value))
      .member("item", upload.item)
      .member("file_name", upload.file_name)
      .member("size", static_cast<std::int64_t>(upload.size))
      .member("received", static_cast<std::int64_t>(upload.received))
      .member("silent_seconds", std::max<std::int64_t>(context.clock.uptime() - upload.touched_at, 0))
      .member("expires_in", std::max<std::int64_t>(seconds_left(context, upload), 0))
      .end_object();
}

}  // namespace

http::Response show_uploads(const Context& context, http::Request&) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("videos_paused", context.uploads.videos_paused()).key("active").begin_array();
  for (const ActiveUploads::Snapshot& upload : context.uploads.snapshot())
    write_upload(json, context.store, upload);
  json.end_array().key("unfinished").begin_array();
  for (const store::UploadRow& upload : store::largest_unfinished_uploads(context.store, max_shown)) {
    write_unfinished(json, context, upload);
  }
  json.end_array().end_object();
  return http::json_no_store(200, std::move(body));
}

// Stores the setting before it takes effect, so that a confirmed change survives a power cut.
http::Response pause_videos(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto paused = fields.boolean("videos_paused", true);
  fields.throw_if_invalid();
  save_videos_paused(context.store, *paused);
  context.uploads.pause_videos(*paused);
  return show_uploads(context, request);
}

http::Response stop_upload(const Context& context, http::Request& request) {
  if (!context.uploads.stop(request.id(0))) throw http::not_found();
  return http::empty();
}

http::Response end_unfinished_upload(const Context& context, http::Request& request) {
  const auto upload = store::upload_by_name(context.store, request.path_params.at(0));
  if (!upload || upload->state != store::UploadState::receiving) throw http::not_found();
  const UploadLocks::UploadLock turn(context.upload_locks, upload->name, request);
  forget_upload(context, upload->name);
  return http::empty();
}

}  // namespace api
