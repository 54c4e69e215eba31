// SPDX-License-Identifier: MIT
#include "api/auth/guard.h"
#include "api/common/json_rows.h"
#include "api/request/quotas.h"
#include "api/sync/change_feed.h"
#include "api/sync/handlers.h"
#include "base/version.h"
#include "media/formats/sniff.h"
#include "store/settings.h"

namespace api {
namespace {

// "system" is the machine's own clock. The server cannot tell whether the network or a battery keeps it
// accurate.
std::string_view word_of(base::ClockSource source) {
  return source == base::ClockSource::administrator ? "admin" : base::to_string(source);
}

void write_limits(base::JsonWriter& json, const media::Limits& limits) {
  json.key("limits")
      .begin_object()
      .member("ops", max_ops)
      .member("body", max_push_bytes)
      .member("image", static_cast<std::int64_t>(limits.image_bytes))
      .member("video", static_cast<std::int64_t>(limits.video_bytes))
      .member("chunk", chunk_bytes)
      .end_object();
}

void write_media_types(base::JsonWriter& json, bool heic) {
  json.key("media").begin_object();
  write_strings(json.key("image"), media::content_types(media::MediaKind::image, heic));
  write_strings(json.key("video"), media::content_types(media::MediaKind::video, heic));
  json.member("heic", heic ? "store" : "reject").end_object();
}

}  // namespace

http::Response show_capabilities(const Context& context, http::Request& request,
                                 const std::vector<std::string_view>& capabilities) {
  identify_if_any(context, request);
  const auto usage = store::usage_of(context.store, {request.caller.user});
  std::string body;
  base::JsonWriter json(body);
  json.begin_object()
      .member("protocol", 1)
      .member("server", std::string("expobox/").append(base::version))
      .member("box", store::setting(context.store, "box"))
      .member("box_name", context.settings.text("event_name"))
      .member("epoch", store::setting(context.store, "epoch"))
      .member("time", base::iso_time(context.clock.now()))
      .member("clock", word_of(context.clock.source()));
  write_strings(json.key("capabilities"), capabilities);
  write_limits(json, context.library.limits());
  write_media_types(json, context.library.limits().heic);
  if (usage) write_quotas(json.key("quotas"), *usage);
  json.member("poll_after", poll_after(context)).end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
