// SPDX-License-Identifier: MIT
#include "api/sync/push_op.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <string_view>
#include <utility>

#include "api/common/errors.h"
#include "api/request/field_validation.h"
#include "api/request/permissions.h"
#include "api/request/request_form.h"
#include "api/sync/handlers.h"
#include "base/text/text.h"
#include "crypto/hash.h"

namespace api {
namespace {

using store::RowKind;
using Verb = PushOp::Verb;

constexpr std::size_t max_id_length = 64;
constexpr std::size_t max_op_bytes = 256 * 1024;

constexpr std::array<std::pair<std::string_view, RowKind>, 4> kinds = {{{"booth", RowKind::booth},
                                                                        {"item", RowKind::item},
                                                                        {"image", RowKind::image},
                                                                        {"video", RowKind::video}}};
constexpr std::array<std::pair<std::string_view, Verb>, 3> verbs = {
    {{"put", Verb::put}, {"delete", Verb::remove}, {"primary", Verb::primary}}};

// Parses a field whose value must be a key of the table.
template <class Table>
auto choice(FieldReader& fields, std::string_view name, const Table& table) {
  const auto text = fields.text(name, {.required = true});
  const auto found =
      std::ranges::find(table, text.value_or(""), [](const auto& entry) { return entry.first; });
  if (found != table.end()) return found->second;
  if (text && !text->empty()) fields.add_error(name, "\"" + *text + "\" is not a valid choice.");
  return table.front().second;
}

void refuse_unknown(FieldReader& fields, const base::JsonObject& object,
                    std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object) {
    if (std::ranges::find(known, name) == known.end()) fields.add_error(name, "This field is unknown.");
  }
}

void check_names(FieldReader& fields, const PushOp& op) {
  if (op.verb != Verb::put || store::is_media(op.row.kind)) {
    refuse_unknown(fields, op.fields, {});
  } else if (op.row.kind == RowKind::booth) {
    refuse_unknown(fields, op.fields, {"name", "description", "category", "country"});
  } else {
    refuse_unknown(fields, op.fields, {"name", "description", "price", "quantity"});
  }
}

void read_members(PushOp& op, const base::JsonObject& object) {
  RequestForm form;
  form.values = object;
  FieldReader fields(form, FieldReader::Mode::full);
  refuse_unknown(fields, object, {"op_id", "type", "op", "client_id", "parent", "base_version", "fields"});
  op.row.kind = choice(fields, "type", kinds);
  op.verb = choice(fields, "op", verbs);
  if (!object.contains("client_id")) fields.add_error("client_id", "This field is required.");
  op.row.client_id = fields.uuid("client_id").value_or("");
  op.parent = fields.uuid("parent").value_or("");
  op.base_version = fields.number("base_version", 0, INT64_MAX);
  if (op.verb == Verb::remove && !object.contains("base_version")) {
    fields.add_error("base_version", "This field is required.");
  }
  const bool with_flag = store::is_media(op.row.kind);
  if (op.verb == Verb::primary && !with_flag) {
    fields.add_error("op", "Only images and videos can be primary.");
  }
  const auto sent = object.find("fields");
  if (sent != object.end() && !sent->second.is<base::JsonObject>()) {
    fields.add_error("fields", "Expected a dictionary of fields.");
  } else if (sent != object.end()) {
    op.fields = sent->second.get<base::JsonObject>();
  }
  check_names(fields, op);
  fields.throw_if_invalid();
}

std::string op_id_of(const base::Json& json, std::size_t number) {
  const auto fault = [&](std::string_view what) {
    throw_field_error("ops", "Operation " + std::to_string(number) + ": " + std::string(what));
  };
  if (!json.is<base::JsonObject>()) fault("expected a dictionary.");
  const base::Json& id = json.get("op_id");
  if (id.is<picojson::null>()) fault("op_id is required.");
  if (!id.is<std::string>()) fault("op_id must be a string.");
  const std::string& text = id.get<std::string>();
  if (const auto surrogate = base::lone_surrogate(text)) fault(surrogate_fault(*surrogate));
  if (text.empty() || text.size() > max_id_length) fault("op_id must have 1 to 64 characters.");
  return text;
}

PushOp read_op(const base::Json& json, std::size_t number, store::UserId owner) {
  PushOp op;
  op.op_id = op_id_of(json, number);
  op.row.owner = owner;
  const std::string text = json.serialize();
  op.fingerprint = base::hex(crypto::sha256(text));
  op.bytes = text.size();
  op.too_large = op.bytes > max_op_bytes;
  try {
    read_members(op, json.get<base::JsonObject>());
  } catch (const http::HttpError& error) {
    op.faults = error.body;
  }
  return op;
}

std::vector<PushOp> read_ops(const base::Json& list, store::UserId owner) {
  if (!list.is<base::JsonArray>()) throw_field_error("ops", "Expected a list of operations.");
  const base::JsonArray& all = list.get<base::JsonArray>();
  if (all.size() > static_cast<std::size_t>(max_ops)) {
    throw_field_error("ops", "Ensure this list has no more than " + std::to_string(max_ops) + " operations.");
  }
  std::vector<PushOp> ops;
  std::set<std::string> seen;
  for (const base::Json& one : all) {
    ops.push_back(read_op(one, ops.size(), owner));
    if (!seen.insert(ops.back().op_id).second) {
      throw_field_error("ops", "Operation " + std::to_string(ops.size() - 1) + ": op_id is there twice.");
    }
  }
  return ops;
}

// A second operation on a row depends on the outcome of the first, so an atomic push cannot contain both.
void refuse_twice(const std::vector<PushOp>& ops) {
  std::set<std::string> seen;
  for (const PushOp& op : ops) {
    if (op.row.client_id.empty() || seen.insert(op.row.client_id).second) continue;
    throw_field_error("atomic", "Each object may be there only once when all is to be done or nothing.");
  }
}

}  // namespace

PushRequest parse_push(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  PushRequest push;
  push.device_id = fields.text("device_id", {.most = max_id_length}).value_or("");
  push.since = fields.text("since", {});
  if (push.since && push.since->empty()) push.since.reset();
  push.atomic = fields.boolean("atomic").value_or(false);
  const auto ops = form.values.find("ops");
  if (ops == form.values.end()) fields.add_error("ops", "This field is required.");
  fields.throw_if_invalid();
  push.ops = read_ops(ops->second, caller_id(request));
  if (push.atomic) refuse_twice(push.ops);
  return push;
}

}  // namespace api
