// SPDX-License-Identifier: MIT
#include <algorithm>

#include "api/admin/handlers.h"
#include "api/admin/login_cards.h"
#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/context/background_jobs.h"
#include "api/request/field_validation.h"
#include "api/request/permissions.h"
#include "importer/importer.h"

namespace api {
namespace {

// Throws 400 if nothing can be imported from the file.
ImportFile read_file(std::string_view name, std::string_view text) {
  try {
    ImportFile file = read_import(name, text);
    file.of_file.throw_if_any("");
    if (!file.signing_key.empty()) {
      file.notes.emplace_back("jwt is ignored here; the command “expobox import” brings it in");
    }
    return file;
  } catch (const ImportError& refused) {
    ValidationErrors errors;
    for (const std::string& line : refused.lines) errors.add("text", line);
    errors.throw_if_any();
    throw;
  }
}

void write_row(base::JsonWriter& json, const ImportedUser& row, const BoxUrl& way) {
  json.begin_object()
      .member("where", row.where)
      .member("email", row.user.email)
      .member("name", row.user.name)
      .member("outcome", name(row.outcome))
      .key("errors")
      .begin_array();
  for (const std::string& error : row.errors) json.value(error);
  json.end_array().key("card");
  if (row.login_code.empty()) {
    json.null();
  } else {
    write_card(json, row.user, row.login_code, way);
  }
  json.end_object();
}

std::string result_of(const Imported& imported, const ImportFile& file, bool dry_run, const BoxUrl& way) {
  const auto count = [&](Outcome outcome) {
    return std::ranges::count(imported.users, outcome, &ImportedUser::outcome);
  };
  std::string body;
  base::JsonWriter json(body);
  json.begin_object()
      .member("dry_run", dry_run)
      .member("written", imported.written)
      .member("created", count(Outcome::created))
      .member("updated", count(Outcome::updated))
      .member("unchanged", count(Outcome::unchanged))
      .member("errors", count(Outcome::error))
      .member("countries_replaced", imported.countries_replaced)
      .key("notes")
      .begin_array();
  for (const std::string& note : file.notes) json.value(note);
  json.end_array().key("rows").begin_array();
  for (const ImportedUser& row : imported.users) write_row(json, row, way);
  json.end_array().end_object();
  return body;
}

}  // namespace

http::Response start_import(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto file_name = fields.text("file_name", {});
  const auto text = fields.text("text", {.required = true, .trimmed = false});
  const ImportOptions options = {.dry_run = fields.boolean("dry_run").value_or(false),
                                 .skip_errors = fields.boolean("skip_errors").value_or(false),
                                 .caller = caller_id(request)};
  fields.throw_if_invalid();

  const auto work = [&context, options, entry = audit_entry(context.clock, request, "import"),
                     file = read_file(file_name.value_or(""), *text),
                     way = box_url(context, request)](Job& job) {
    const AuditScope scope(entry);
    audit_detail("accounts=" + std::to_string(file.users.size()));
    Importer importer(context.store, context.passwords, options);
    const Imported imported = importer.run(file, context.clock.now(), job.progress());
    return result_of(imported, file, options.dry_run, way);
  };
  return accepted(context, context.jobs.start("import", work));
}

}  // namespace api
