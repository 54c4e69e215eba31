// SPDX-License-Identifier: MIT
#include "api/sync/op_resolver.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/request/resource_fields.h"
#include "base/text/json.h"
#include "store/sync/conflicts.h"
#include "store/sync/idempotency_keys.h"

namespace api {
namespace {

using store::ExistingRow;
using store::FieldValue;
using store::FieldValues;
using store::RowKind;
using Verb = PushOp::Verb;

constexpr std::array<std::pair<std::string_view, int>, 14> codes = {{{"created", 201},
                                                                     {"updated", 200},
                                                                     {"merged", 200},
                                                                     {"unchanged", 200},
                                                                     {"deleted", 204},
                                                                     {"conflict", 412},
                                                                     {"gone", 410},
                                                                     {"invalid", 400},
                                                                     {"forbidden", 403},
                                                                     {"quota", 403},
                                                                     {"missing_parent", 409},
                                                                     {"missing_media", 409},
                                                                     {"too_large", 413},
                                                                     {"aborted", 424}}};

Resolution final(std::string_view status, std::string details = "") {
  return {.result = {.status = std::string(status), .details = std::move(details)}};
}

Resolution invalid(std::string_view errors) {
  std::string details;
  base::JsonWriter(details).begin_object().key("errors").json(errors).end_object();
  return final("invalid", std::move(details));
}

Resolution invalid(std::string_view field, std::string_view message) {
  ValidationErrors errors;
  errors.add(field, message);
  return invalid(errors.error().body);
}

Resolution about(const ExistingRow& known, std::string_view status) {
  return {.result = {.status = std::string(status), .row = known.row.id, .version = known.version}};
}

// Returns true if the server stores each value exactly as the client sent it.
bool kept_as_sent(const PushOp& op, const FieldValues& values) {
  return std::ranges::all_of(values, [&](const FieldValue& one) {
    return op.fields.at(std::string(one.name)).serialize() ==
           base::parse_json(json_of(one.value)).serialize();
  });
}

struct Merge {
  FieldValues changing;
  std::vector<std::string_view> applied;  // fields accepted, changed or not
  std::vector<std::pair<FieldValue, store::RowState::Field>> rejected;
};

std::string details_of(const Merge& merge) {
  std::string details;
  base::JsonWriter json(details);
  write_strings(json.begin_object().key("applied"), merge.applied);
  if (!merge.rejected.empty()) {
    json.key("conflicts").begin_object();
    for (const auto& [sent, field] : merge.rejected) {
      json.key(sent.name).begin_object().key("yours").json(json_of(sent.value));
      json.key("server").json(json_of(field.now.value)).member("server_version", field.version).end_object();
    }
    json.end_object();
  }
  json.end_object();
  return details;
}

}  // namespace

std::string json_of(const store::Value& value) {
  std::string text;
  base::JsonWriter json(text);
  if (const auto* words = std::get_if<std::string>(&value)) {
    json.value(*words);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    json.value(*number);
  } else {
    json.null();
  }
  return text;
}

int http_code(std::string_view status) {
  return std::ranges::find(codes, status, [](const auto& entry) { return entry.first; })->second;
}

bool is_success(std::string_view status) { return http_code(status) < 300; }

void OpResolver::record(const PushOp& op, const PushResult& result) {
  if (!result.version) return;
  OwnChanges& own = own_[op.row.client_id];
  const bool alone = result.status == "created" || result.status == "updated";
  if (alone || result.status == "merged") own.versions.insert(*result.version);
  if (alone && op.verb == Verb::put) own.followed[known_version(op)] = *result.version;
}

void OpResolver::expect_parent(const PushOp& op) {
  if (op.row.kind == RowKind::booth && op.verb == Verb::put) coming_.insert(op.row.client_id);
}

// Returns the row version that the client knows, including the changes of this push.
std::int64_t OpResolver::known_version(const PushOp& op) const {
  std::int64_t version = op.base();
  const auto own = own_.find(op.row.client_id);
  if (own == own_.end()) return version;
  for (auto next = own->second.followed.find(version);
       next != own->second.followed.end() && next->second > version;
       next = own->second.followed.find(version)) {
    version = next->second;
  }
  return version;
}

bool OpResolver::is_own(const PushOp& op, std::int64_t version) const {
  const auto own = own_.find(op.row.client_id);
  return own != own_.end() && own->second.versions.contains(version);
}

void OpResolver::remember(const PushOp& op, Resolution& resolution) const {
  const PushResult& result = resolution.result;
  if (!resolution.write) resolution.write.emplace();
  store::record_op(*resolution.write,
                   {.op_id = op.op_id,
                    .fingerprint = op.fingerprint,
                    .status = result.status,
                    .told = result.told,
                    .details = result.details},
                   op.row);
}

Resolution OpResolver::resolve(const PushOp& op) const {
  if (const auto before = store::find_op_result(context_.store, op.row.owner, op.op_id)) {
    if (before->op.fingerprint != op.fingerprint) {
      return invalid("op_id", "This op_id was used for another operation.");
    }
    return {.result = {before->op.status, before->row, before->version, before->op.told, before->op.details,
                       true}};
  }
  if (op.too_large) return final("too_large");
  if (!op.faults.empty()) return invalid(op.faults);
  const auto known = store::find_by_client_id(context_.store, op.row);
  if (!known && store::row_by_client_id(context_.store, op.row.owner, op.row.client_id)) {
    return invalid("client_id", name_of_another);
  }
  if (known && known->op == store::Op::revoke) return final("forbidden");
  if (op.verb == Verb::put) return put(op, known);
  if (!known && op.verb == Verb::primary) return final("missing_media", R"({"retry":true})");
  if (!known || known->op == store::Op::remove) return final("gone");
  return op.verb == Verb::remove ? remove(op, *known) : make_primary(op, *known);
}

Resolution OpResolver::put(const PushOp& op, const std::optional<ExistingRow>& known) const try {
  const bool here = known && known->op == store::Op::put;
  if (store::is_media(op.row.kind)) {
    if (!known) return final("missing_media", R"({"retry":true})");
    if (!here) return final("gone");
    Resolution resolution = about(*known, "unchanged");
    resolution.result.told = known_version(op) == known->version;
    remember(op, resolution);
    return resolution;
  }
  if (!known) return create(op);
  return here ? merge(op, *known) : rejected(op, known->row);
} catch (const http::HttpError& error) {
  return invalid(error.body);
}

FieldValues OpResolver::values_of(const PushOp& op, bool all) const {
  RequestForm form;
  form.values = op.fields;
  FieldReader fields(form, all ? FieldReader::Mode::full : FieldReader::Mode::partial);
  FieldValues values = op.row.kind == RowKind::booth
                           ? store::to_field_values(booth_fields(fields, context_.store))
                           : store::to_field_values(item_fields(fields));
  fields.throw_if_invalid();
  return values;
}

Resolution OpResolver::create(const PushOp& op) const {
  const FieldValues values = values_of(op, true);
  const bool is_item = op.row.kind == RowKind::item;
  if (is_item) {
    if (auto fault = fault_of_parent(op)) return std::move(*fault);
  }
  Resolution resolution = final("created");
  resolution.result.told = kept_as_sent(op, values);
  store::WriteBatch& write = resolution.write.emplace();
  store::require_unused_client_id(write, op.row.owner, op.row.client_id);
  if (is_item) {
    store::add_item_by_parent_client_id(write, {op.row.owner, op.parent, op.row.client_id},
                                        store::to_item_fields(values), context_.clock.now());
  } else {
    store::add_booth(write, op.row.owner, store::to_booth_fields(values), op.row.client_id,
                     context_.clock.now());
  }
  remember(op, resolution);
  return resolution;
}

// Returns why an item cannot be created in the booth it names, or nullopt if it can.
std::optional<Resolution> OpResolver::fault_of_parent(const PushOp& op) const {
  if (op.parent.empty()) return invalid("parent", "This field is required.");
  const auto parent = store::find_by_client_id(context_.store, {op.row.owner, RowKind::booth, op.parent});
  if (!parent && !coming_.contains(op.parent)) return final("missing_parent");
  if (parent && parent->op == store::Op::revoke) return final("forbidden");
  if (parent && parent->op == store::Op::remove) return rejected(op, {RowKind::item, 0});
  return {};
}

void OpResolver::log_conflict(store::WriteBatch& write, const PushOp& op, const store::RowRef& row,
                              const FieldValue& sent, const StoredValue& winner) const {
  store::add_conflict(write,
                      {.owner = op.row.owner,
                       .device_id = push_.device_id,
                       .row = row,
                       .client_id = op.row.client_id,
                       .field = std::string(sent.name),
                       .yours = json_of(sent.value),
                       .server = winner.value,
                       .base_version = op.base(),
                       .server_version = winner.version},
                      context_.clock.now());
}

Resolution OpResolver::merge(const PushOp& op, const ExistingRow& known) const {
  const FieldValues values = values_of(op, false);
  const auto state = store::row_state(context_.store, known.row);
  if (!state) return final("gone");
  if (op.row.kind == RowKind::item && !op.parent.empty()) {
    const auto parent = store::find_by_client_id(context_.store, {op.row.owner, RowKind::booth, op.parent});
    if (!parent || parent->row.id != state->booth.value) {
      return invalid("parent", "An item stays in its booth.");
    }
  }
  const std::int64_t base = known_version(op);
  Merge merge;
  for (const FieldValue& sent : values) {
    const auto& field = state->field(sent.name);
    const bool differs = field.now.value != sent.value;
    if (differs && field.version > base && !is_own(op, field.version)) {
      merge.rejected.emplace_back(sent, field);
      continue;
    }
    merge.applied.push_back(sent.name);
    if (differs) merge.changing.push_back(sent);
  }
  const bool alone = state->version == base;
  const std::string_view status = !merge.rejected.empty()  ? "conflict"
                                  : merge.changing.empty() ? "unchanged"
                                  : alone                  ? "updated"
                                                           : "merged";
  Resolution resolution = about(known, status);
  resolution.result.told = merge.rejected.empty() && alone && kept_as_sent(op, values);
  if (status == "conflict" || status == "merged") resolution.result.details = details_of(merge);
  store::WriteBatch& write = resolution.write.emplace();
  const base::UnixSeconds now = context_.clock.now();
  store::require_version(write, known.row, {state->version});
  if (!merge.changing.empty()) store::update_fields(write, {known.row, state->booth}, merge.changing, now);
  for (const auto& [sent, field] : merge.rejected) {
    log_conflict(write, op, known.row, sent, {json_of(field.now.value), field.version});
  }
  remember(op, resolution);
  return resolution;
}

// Logs an edit of a deleted row, or a new item in a deleted booth, as a conflict. A row that is only named
// again, as after a restore, is not an edit.
Resolution OpResolver::rejected(const PushOp& op, const store::RowRef& row) const {
  Resolution resolution = final("gone");
  if (op.base() == 0 && row.id != 0) return resolution;
  store::WriteBatch& write = resolution.write.emplace();
  for (const FieldValue& sent : values_of(op, false)) log_conflict(write, op, row, sent, {"null", 0});
  remember(op, resolution);
  return resolution;
}

// Returns true if a value of the row changed after the version that the client knows. A restore increases
// versions but does not change values.
bool OpResolver::has_changed(const PushOp& op, const ExistingRow& known) const {
  const std::int64_t base = known_version(op);
  if (store::is_media(op.row.kind) || base > known.version) return base != known.version;
  const auto state = store::row_state(context_.store, known.row);
  return !state || std::ranges::any_of(state->fields, [&](const store::RowState::Field& field) {
    return field.version > base && !is_own(op, field.version);
  });
}

Resolution OpResolver::remove(const PushOp& op, const ExistingRow& known) const {
  const bool stale = has_changed(op, known);
  Resolution resolution = about(known, stale ? "conflict" : "deleted");
  resolution.result.told = !stale;
  store::WriteBatch& write = resolution.write.emplace();
  store::require_version(write, known.row, {known.version});
  if (!stale) {
    resolution.removes = true;
    const store::MediaId media{known.row.id};
    if (op.row.kind == RowKind::booth) {
      store::delete_booth(write, {known.row.id});
    } else if (op.row.kind == RowKind::item) {
      const auto state = store::row_state(context_.store, known.row);
      store::delete_item(write, state ? state->booth : store::BoothId{}, {known.row.id});
    } else {
      store::delete_media(write, store::parent_of_media(context_.store, media).value_or(store::MediaParent{}),
                          media);
    }
  }
  remember(op, resolution);
  return resolution;
}

Resolution OpResolver::make_primary(const PushOp& op, const ExistingRow& known) const {
  const store::MediaId id{known.row.id};
  const auto shelf = store::parent_of_media(context_.store, id);
  if (!shelf) return final("gone");
  const bool knows = op.base_version && known_version(op) == known.version;  // else it has not seen the row
  const bool stale = op.base_version && !knows;
  const auto media = store::media_by_id(context_.store, *shelf, id);
  const bool primary = media && media->primary;
  Resolution resolution = about(known, primary ? "unchanged" : stale ? "conflict" : "updated");
  resolution.result.told = knows;
  store::WriteBatch& write = resolution.write.emplace();
  store::require_version(write, known.row, {known.version});
  if (!primary && !stale) store::set_primary(write, *shelf, id);
  remember(op, resolution);
  return resolution;
}

}  // namespace api
