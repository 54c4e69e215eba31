// SPDX-License-Identifier: MIT
#include "store/users.h"

#include <algorithm>
#include <utility>

#include "api/admin/handlers.h"
#include "api/admin/login_cards.h"
#include "api/admin/user_json.h"
#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/request/field_validation.h"
#include "api/request/pagination.h"
#include "api/request/permissions.h"
#include "auth/account_validation.h"
#include "auth/email_address.h"
#include "auth/login_code.h"
#include "base/text/text.h"
#include "importer/import_file.h"
#include "store/settings.h"

namespace api {
namespace {

std::optional<std::string> asked(const http::Request& request, std::string_view name) {
  const auto value = request.query_parameter(name);
  return value && !base::trim(*value).empty() ? std::optional(std::string(base::trim(*value))) : std::nullopt;
}

store::UserFilter filter_of(const http::Request& request) {
  store::UserFilter filter;
  filter.search = asked(request, "search").value_or("");
  if (const auto role = asked(request, "role")) {
    if (*role != "admin" && *role != "exhibitor") {
      throw_field_error("role", "\"" + *role + "\" is not a valid choice: exhibitor or admin.");
    }
    filter.admin = *role == "admin";
  }
  if (const auto since = asked(request, "silent_since")) {
    filter.silent_since = base::from_iso_time(*since);
    if (!filter.silent_since)
      throw_field_error("silent_since", "This is no time. Write it as YYYY-MM-DDTHH:MM:SSZ.");
  }
  return filter;
}

// Reads the changes to an account from a form. The password is not hashed yet. email: the current address.
store::UserChange read_change(const Context& context, FieldReader& fields, FieldReader::Mode asked,
                              const std::string& email) {
  store::UserChange change;
  change.email = fields.text("email", {.required = true, .most = max_text_length});
  if (change.email && !change.email->empty()) {
    change.email = auth::canonical_email(*change.email);
    if (!auth::is_email(*change.email)) fields.add_error("email", "Enter a valid email address.");
  }
  change.name = fields.text("name", {.most = max_text_length});
  change.stand = fields.text("stand", {.most = max_text_length});
  change.booth_limit = fields.number("booth_limit", 0, max_booths);
  for (std::size_t at = 0; at < store::quotas.size(); ++at) {
    change.limits.at(at) = fields.nullable_number(store::quotas.at(at).setting, store::quotas.at(at).most);
  }
  change.admin = fields.boolean("is_admin");
  if (asked == FieldReader::Mode::partial) change.active = fields.boolean("is_active");
  change.password = fields.text("password", {.trimmed = false});
  if (change.password == "") change.password.reset();  // an empty form field
  if (change.password) {
    const auto fault = auth::validate_new_password(*change.password, change.email.value_or(email),
                                                   store::setting(context.store, "event_name").value_or(""));
    if (fault) fields.add_error("password", *fault);
  }
  fields.throw_if_invalid();
  return change;
}

void hash_password(const Context& context, http::Request& request, store::UserChange& change) {
  if (!change.password) return;
  request.about_to_wait();
  change.password = context.passwords.hash(*change.password);
}

// Lists the changed fields, with the new values of those that grant rights.
std::string changes_in_words(const store::UserChange& change) {
  std::string words;
  const auto add = [&](bool given, const std::string& word) {
    if (given) words.append(words.empty() ? "" : " ").append(word);
  };
  const auto truth = [](std::optional<bool> value) { return value.value_or(false) ? "true" : "false"; };
  add(change.email.has_value(), "email=" + change.email.value_or(""));
  add(change.password.has_value(), "password");
  add(change.name.has_value(), "name");
  add(change.stand.has_value(), "stand");
  add(change.booth_limit.has_value(), "booth_limit=" + std::to_string(change.booth_limit.value_or(0)));
  for (std::size_t at = 0; at < store::quotas.size(); ++at) {
    const auto& limit = change.limits.at(at);
    if (!limit) continue;
    add(true,
        std::string(store::quotas.at(at).setting) + "=" + (*limit ? std::to_string(**limit) : "default"));
  }
  add(change.active.has_value(), std::string("is_active=") + truth(change.active));
  add(change.admin.has_value(), std::string("is_admin=") + truth(change.admin));
  return words;
}

[[noreturn]] void refuse_write(store::Rejection why, const store::UserChange& change) {
  if (why == store::Rejection::already_exists)
    throw_field_error("email", "There is an account with this e-mail address already.");
  if (why == store::Rejection::version_mismatch) {
    throw_field_error(change.active == false ? "is_active" : "is_admin",
                      "This is the last administrator who can sign in.");
  }
  throw http::not_found();
}

void keep_oneself(const http::Request& request, const store::UserChange& change) {
  if (request.id(0) != request.caller.user) return;
  if (change.active == false) throw_field_error("is_active", "You cannot disable your own account.");
  if (change.admin == false)
    throw_field_error("is_admin", "You cannot take the administration away from yourself.");
}

// Uses the data in memory where it is newer, because it reaches the database later.
store::UserSummary as_of_now(const Context& context, store::UserSummary account) {
  const auto contact = context.activity.contacts.find(account.id);
  if (!contact) return account;
  account.seen_at = std::max(account.seen_at.value_or(0), contact->seen_at);
  const auto& error = contact->error;
  if (error && (!account.last_error || account.last_error->at <= error->at)) {
    account.last_error = {error->at, error->status, error->request, error->detail};
  }
  return account;
}

http::Response answer(const Context& context, int status, store::UserSummary account) {
  std::string body;
  base::JsonWriter json(body);
  write_user_json(json, as_of_now(context, std::move(account)));
  return http::json(status, std::move(body));
}

}  // namespace

http::Response list_users(const Context& context, http::Request& request) {
  const store::UserFilter filter = filter_of(request);
  const auto count = [&] { return store::count_listed_users(context.store, filter); };
  const auto write = [&](base::JsonWriter& json, store::LimitOffset window) {
    for (auto& account : store::list_users(context.store, filter, window)) {
      write_user_json(json, as_of_now(context, std::move(account)));
    }
  };
  return paginated_response(request, count, write);
}

http::Response show_user(const Context& context, http::Request& request) {
  auto account = store::user_summary(context.store, {request.id(0)});
  if (!account) throw http::not_found();
  return answer(context, 200, std::move(*account));
}

http::Response create_user(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  store::UserChange said = read_change(context, fields, FieldReader::Mode::full, "");
  hash_password(context, request, said);

  store::User user;
  user.email = *said.email;
  user.name = said.name.value_or("");
  user.stand = said.stand.value_or("");
  user.booth_limit = said.booth_limit ? *said.booth_limit : store::default_booth_limit(context.store);
  for (std::size_t at = 0; at < user.limits.size(); ++at) {
    user.limits.at(at) = said.limits.at(at).value_or(std::nullopt);
  }
  user.admin = said.admin.value_or(false);
  user.password = said.password.value_or("");
  const std::string code = said.password ? "" : auth::new_login_code();
  audit_detail(changes_in_words(said));
  store::WriteBatch write;
  store::add_user(write, user, context.clock.now(), code.empty() ? "" : auth::login_code_hash(code));
  store::return_user(write, user.email);
  const store::WriteResult written = context.store.write(write);
  if (written.refused) refuse_write(*written.refused, said);

  user.id = {written.rows.at(0).at(0).integer(0)};
  std::string body;
  base::JsonWriter json(body);
  json.begin_object();
  write_user_members(json, store::read_returned_user(written.rows.at(1)));
  json.key("card");
  if (code.empty()) {
    json.null();
  } else {
    write_card(json, user, code, box_url(context, request));
  }
  json.end_object();
  return http::json_no_store(201, std::move(body));
}

http::Response update_user(const Context& context, http::Request& request) {
  const store::UserId id{request.id(0)};
  const auto user = store::user_by_id(context.store, id);
  if (!user) throw http::not_found();
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::partial);
  store::UserChange change = read_change(context, fields, FieldReader::Mode::partial, user->email);
  keep_oneself(request, change);
  hash_password(context, request, change);

  audit_detail(changes_in_words(change));
  store::WriteBatch write;
  store::update_user(write, id, change);
  if (change.active == false || change.admin == false) store::require_remaining_admin(write);
  store::return_user(write, id);
  const store::WriteResult written = context.store.write(write);
  if (written.refused) refuse_write(*written.refused, change);
  return answer(context, 200, store::read_returned_user(written.rows.back()));
}

}  // namespace api
