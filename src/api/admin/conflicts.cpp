// SPDX-License-Identifier: MIT

// The conflict log for administrators; see docs/admin-api.md.

#include "store/sync/conflicts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "api/admin/handlers.h"
#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/context/audit_trail.h"
#include "api/request/commit.h"
#include "api/request/field_validation.h"
#include "api/request/pagination.h"
#include "api/request/request_form.h"
#include "api/sync/op_resolver.h"
#include "base/text/text.h"
#include "store/sync/field_updates.h"

namespace api {
namespace {

constexpr std::array<std::string_view, 3> states = {"open", "used", "dismissed"};

store::ConflictFilter filter_of(const http::Request& request) {
  ValidationErrors errors;
  store::ConflictFilter filter;
  filter.settled = api::query_filter(request, "settled");
  if (filter.settled && std::ranges::find(states, *filter.settled) == states.end()) {
    errors.add("settled", "\"" + *filter.settled + "\" is not a valid choice.");
  }
  if (const auto id = id_filter(request, "user", errors)) filter.owner = store::UserId{*id};
  errors.throw_if_any();
  return filter;
}

void write_named(base::JsonWriter& json, std::string_view key, std::int64_t id,
                 const std::optional<std::string>& name) {
  json.key(key);
  if (!name) {
    json.null();
    return;
  }
  json.begin_object().member("id", id).member("name", *name).end_object();
}

// Includes the current value of the field, which is what "use" replaces.
void write_conflict(base::JsonWriter& json, const Context& context, const store::Conflict& conflict) {
  const store::NewConflict& what = conflict.what;
  const auto state = store::row_state(context.store, what.row);
  json.begin_object()
      .member("id", conflict.id.value)
      .member("at", base::iso_time(conflict.at))
      .member("type", store::to_string(what.row.kind));
  write_named(json, "booth", conflict.booth.value_or(store::BoothId{}).value, conflict.booth_name);
  write_named(json, "item", what.row.id, conflict.item_name);
  write_owner(json.key("owner"), conflict.owner);
  json.member("device_id", what.device_id)
      .member("client_id", what.client_id)
      .member("field", what.field)
      .key("yours")
      .json(what.yours)
      .key("server")
      .json(what.server)
      .key("current")
      .json(state ? json_of(state->field(what.field).now.value) : "null")
      .member("gone", !state)
      .member("base_version", what.base_version)
      .member("server_version", what.server_version)
      .member("settled", conflict.settled)
      .member("settled_at",
              conflict.settled_at ? std::optional(base::iso_time(*conflict.settled_at)) : std::nullopt)
      .end_object();
}

http::Response answer(const Context& context, store::ConflictId id) {
  std::string body;
  base::JsonWriter json(body);
  context.store.with_snapshot([&] {
    const auto conflict = store::conflict_by_id(context.store, id);
    if (!conflict) throw http::not_found();
    write_conflict(json, context, *conflict);
  });
  return http::json_no_store(200, std::move(body));
}

store::Value value_of(const base::Json& json) {
  if (json.is<std::string>()) return json.get<std::string>();
  if (json.is<std::int64_t>()) return json.get<std::int64_t>();
  return nullptr;
}

// Writes the logged value to the field, whoever owns the row now.
void use(store::WriteBatch& write, const Context& context, const store::Conflict& conflict) {
  const auto state = store::row_state(context.store, conflict.what.row);
  if (!state) throw http::error_response(410, "What this value was for is deleted.", "gone");
  const auto& field = state->field(conflict.what.field);
  const store::Value value = value_of(base::parse_json(conflict.what.yours));
  if (field.now.value == value) return;
  store::update_fields(write, {conflict.what.row, state->booth}, {{field.now.name, value}},
                       context.clock.now());
}

}  // namespace

http::Response list_conflicts(const Context& context, http::Request& request) {
  const store::ConflictFilter filter = filter_of(request);
  const auto count = [&] { return store::count_conflicts(context.store, filter); };
  const auto write = [&context, filter](base::JsonWriter& json, store::BatchCursor& cursor) {
    for (const auto& conflict : store::conflicts(context.store, filter, cursor)) {
      write_conflict(json, context, conflict);
    }
  };
  return paginated_response(context, request, count, write, {.last = INT64_MAX})
      .with_header("Cache-Control", "no-store");
}

http::Response resolve_conflict(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const bool used = fields.boolean("use", true).value_or(false);
  fields.throw_if_invalid();
  const store::ConflictId id{request.id(0)};
  const auto conflict = store::conflict_by_id(context.store, id);
  if (!conflict) throw http::not_found();
  const std::string_view wanted = used ? "used" : "dismissed";
  if (conflict->settled == wanted) return answer(context, id);  // the response may have been lost
  if (conflict->settled != "open") {
    throw http::error_response(409, "This conflict is settled already: " + conflict->settled + ".",
                               "settled");
  }
  audit_detail(wanted);
  store::WriteBatch write;
  store::resolve_conflict(write, id, wanted, context.clock.now());
  if (used) use(write, context, *conflict);
  commit(context, write);
  return answer(context, id);
}

}  // namespace api
