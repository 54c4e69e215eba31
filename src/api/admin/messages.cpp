// SPDX-License-Identifier: MIT
#include "api/admin/messages.h"

#include <optional>
#include <vector>

#include "api/admin/handlers.h"
#include "api/request/commit.h"
#include "api/request/pagination.h"
#include "base/clock.h"

namespace api {

// A message that is not stored on the drive yet has no id and cannot be marked as read.
void write_message(base::JsonWriter& json, const store::Message& message) {
  const auto id = message.id.value == 0 ? std::nullopt : std::optional(message.id.value);
  json.begin_object()
      .member("id", id)
      .member("code", message.code)
      .member("level", message.level)
      .member("at", base::iso_time(message.at))
      .member("count", message.count)
      .member("detail", message.detail)
      .member("read", message.read)
      .end_object();
}

http::Response list_messages(const Context& context, http::Request& request) {
  const std::vector<store::Message> all = context.alerts.messages(store::Which::all);
  const auto count = static_cast<std::int64_t>(all.size());
  const auto write = [&](base::JsonWriter& json, store::LimitOffset window) {
    for (std::int64_t at = window.offset; at < count && at - window.offset < window.limit; ++at) {
      write_message(json, all[static_cast<std::size_t>(at)]);
    }
  };
  return paginated_response(
             request, [&] { return count; }, write)
      .with_header("Cache-Control", "no-store");
}

http::Response read_message(const Context& context, http::Request& request) {
  store::WriteBatch write;
  store::mark_read(write, {request.id(0)}, context.clock.now());
  commit(context, write);
  return http::empty();
}

}  // namespace api
