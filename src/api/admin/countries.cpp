// SPDX-License-Identifier: MIT
#include "store/countries.h"

#include <algorithm>

#include "api/admin/handlers.h"
#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/request/commit.h"
#include "api/request/field_validation.h"
#include "api/request/request_form.h"

namespace api {
namespace {

struct CountryFields {
  std::optional<std::string> name, code;
};

bool is_code(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// `id` is 0 for a new country.
CountryFields read_fields(const Context& context, http::Request& request, store::CountryId id) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, id.value == 0 ? FieldReader::Mode::full : FieldReader::Mode::partial);
  CountryFields country;
  country.name = fields.text("name", {.required = true, .most = 100});
  country.code = fields.text("code", {.required = true});
  fields.throw_if_invalid();
  ValidationErrors errors;
  if (country.code && !is_code(*country.code)) errors.add("code", "A code is two capital letters, like DE.");
  const store::CountryConflict taken =
      store::find_country_conflict(context.store, id, country.name, country.code);
  if (taken.name) errors.add("name", "There is a country of this name already.");
  if (taken.code) errors.add("code", "There is a country of this code already.");
  errors.throw_if_any();
  return country;
}

http::Response answer(int status, const store::Country& country) {
  std::string body;
  base::JsonWriter json(body);
  write_country(json, country);
  return http::json(status, std::move(body));
}

}  // namespace

http::Response add_country(const Context& context, http::Request& request) {
  const CountryFields fields = read_fields(context, request, {});
  store::WriteBatch write;
  store::add_country(write, *fields.name, *fields.code);
  const store::WriteResult written = commit(context, write);
  return answer(201, {{written.rows.at(0).at(0).integer(0)}, *fields.name, *fields.code});
}

http::Response update_country(const Context& context, http::Request& request) {
  const store::CountryId id{request.id(0)};
  if (!store::country_exists(context.store, id)) throw http::not_found();
  const CountryFields fields = read_fields(context, request, id);
  store::WriteBatch write;
  store::update_country(write, id, fields.name, fields.code);
  return answer(200, store::read_returned_country(commit(context, write).rows.at(0)));
}

http::Response delete_country(const Context& context, http::Request& request) {
  store::WriteBatch write;
  store::delete_country(write, {request.id(0)});
  const store::WriteResult written = context.store.write(write);
  if (written.refused == store::Rejection::invalid_reference) {
    throw http::error_response(409, "There are booths of this country.");
  }
  if (written.refused) throw http::not_found();
  return http::empty();
}

}  // namespace api
