// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "api/admin/handlers.h"
#include "api/admin/messages.h"
#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "base/files.h"
#include "base/text/json.h"
#include "store/media.h"
#include "store/settings.h"
#include "store/users.h"

namespace api {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds a_day = 24h;

template <class Number>
std::int64_t whole(Number number) {
  return static_cast<std::int64_t>(number);
}

base::UnixSeconds since_of(const Context& context, const http::Request& request) {
  const auto text = request.query_parameter("since");
  if (!text) return context.clock.now() - a_day.count();
  const auto since = base::from_iso_time(*text);
  if (!since) throw_field_error("since", "A time like 2026-01-25T10:00:00Z is asked for.");
  return *since;
}

void write_people(const Context& context, base::UnixSeconds since, base::JsonWriter& json) {
  const auto exhibitors = store::active_exhibitors(context.store);
  const auto silent = std::ranges::count_if(exhibitors, [&](store::UserId user) {
    const auto contact = context.activity.contacts.find(user);
    return !contact || contact->seen_at < since;
  });
  json.key("phones").begin_object().member("seen", whole(context.activity.contacts.count_seen(5min)));
  json.end_object().key("exhibitors").begin_object();
  json.member("total", whole(exhibitors.size())).member("silent", whole(silent)).end_object();
}

void write_uploads(const Context& context, base::JsonWriter& json) {
  json.key("uploads")
      .begin_object()
      .member("active", whole(context.uploads.active()))
      .member("bytes_per_second", context.uploads.bytes_per_second())
      .member("videos_paused", context.uploads.videos_paused())
      .end_object();
}

// Estimates how long the space for uploads lasts at the rate of the last hour.
std::optional<double> hours_left(const Context& context, std::uint64_t free) {
  const auto time = std::min<std::chrono::seconds>(context.activity.running(), 1h);
  const std::int64_t kept = context.activity.kept_bytes.sum_within(1h);
  if (time < 5min || kept <= 0) return {};
  const std::uint64_t reserve = context.library.limits().reserve_bytes;
  const auto room = static_cast<double>(free > reserve ? free - reserve : 0);
  return room / static_cast<double>(kept) * static_cast<double>(time.count()) / 3600;
}

void write_drive(const Context& context, base::JsonWriter& json) {
  const std::string folder = base::parent_path(context.backups.database);
  const std::uint64_t free = base::free_bytes(folder);
  json.key("drive")
      .begin_object()
      .member("free", whole(free))
      .member("total", whole(base::total_bytes(folder)))
      .member("media", whole(store::media_totals(context.store).bytes))
      .member("hours_left", hours_left(context, free))
      .end_object();
}

void write_box(const Context& context, base::JsonWriter& json) {
  json.key("box")
      .begin_object()
      .member("uptime", whole(context.activity.running().count()))
      .member("temperature", context.sensors.temperature())
      .member("undervoltage", context.sensors.undervoltage())
      .member("errors", context.activity.errors.sum_within(1h))
      .member("last_backup_at", store::setting(context.store, "last_backup_at"))
      .end_object();
}

}  // namespace

http::Response show_board(const Context& context, http::Request& request) {
  const base::UnixSeconds since = since_of(context, request);
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("time", base::iso_time(context.clock.now()));
  write_clock(json.key("clock"), context.clock);
  write_people(context, since, json);
  write_uploads(context, json);
  write_drive(context, json);
  write_box(context, json);
  json.key("messages").begin_array();
  for (const store::Message& message : context.alerts.messages(store::Which::unread)) {
    write_message(json, message);
  }
  json.end_array().end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
