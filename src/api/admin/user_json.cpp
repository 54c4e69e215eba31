// SPDX-License-Identifier: MIT
#include "api/admin/user_json.h"

#include <optional>

#include "base/clock.h"
#include "importer/user_columns.h"

namespace api {

void write_user_members(base::JsonWriter& json, const store::UserSummary& account) {
  json.member("id", account.id.value)
      .member("email", account.email)
      .member("name", account.name)
      .member("stand", account.stand)
      .member("booth_limit", account.booth_limit)
      .member("booths", account.booths)
      .member("media_bytes", account.media_bytes)
      .member("text_bytes", account.text_bytes);
  write_limits(json, account.limits);
  json.member("is_active", account.active)
      .member("is_admin", account.admin)
      .member("has_password", account.has_password)
      .member("has_code", account.has_code)
      .member("last_seen_at",
              account.seen_at ? std::optional(base::iso_time(*account.seen_at)) : std::nullopt)
      .key("last_error");
  if (!account.last_error) {
    json.null();
    return;
  }
  json.begin_object()
      .member("at", base::iso_time(account.last_error->at))
      .member("status", account.last_error->status)
      .member("request", account.last_error->request)
      .member("detail", account.last_error->detail)
      .end_object();
}

void write_user_json(base::JsonWriter& json, const store::UserSummary& account) {
  json.begin_object();
  write_user_members(json, account);
  json.end_object();
}

}  // namespace api
