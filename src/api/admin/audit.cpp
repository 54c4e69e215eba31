// SPDX-License-Identifier: MIT
#include "store/audit.h"

#include <algorithm>

#include "api/admin/handlers.h"
#include "api/request/pagination.h"
#include "base/clock.h"
#include "base/text/json.h"

namespace api {
namespace {

constexpr std::int64_t max_listed = 1000;  // rows per response

void write_entry(base::JsonWriter& json, const store::AuditEntry& entry) {
  json.begin_object()
      .member("id", entry.id)
      .member("at", base::iso_time(entry.at))
      .member("uptime", entry.uptime)
      .member("clock", entry.clock);
  json.key("user");
  if (entry.user.value == 0) {
    json.null();
  } else {
    json.begin_object().member("id", entry.user.value).member("email", entry.user_email).end_object();
  }
  json.member("address", entry.address)
      .member("action", entry.action)
      .member("object", entry.object)
      .member("detail", entry.detail)
      .end_object();
}

}  // namespace

http::Response list_audit(const Context& context, http::Request& request) {
  const auto count = [&] { return store::count_audit_entries(context.store); };
  const auto write = [&](base::JsonWriter& json, store::LimitOffset window) {
    window.limit = std::min(window.limit, max_listed);
    for (const store::AuditEntry& entry : store::audit_entries(context.store, window))
      write_entry(json, entry);
  };
  return paginated_response(request, count, write).with_header("Cache-Control", "no-store");
}

}  // namespace api
