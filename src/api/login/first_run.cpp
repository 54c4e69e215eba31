// SPDX-License-Identifier: MIT
#include <optional>
#include <string>

#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/login/credentials.h"
#include "api/login/handlers.h"
#include "api/login/sessions.h"
#include "api/request/field_validation.h"
#include "auth/account_validation.h"
#include "auth/email_address.h"
#include "auth/login_code.h"
#include "base/text/json.h"
#include "crypto/hash.h"
#include "store/settings.h"
#include "store/users.h"

namespace api {
namespace {

struct NewAdmin {
  std::string code, email, password;
};

NewAdmin read(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto code = fields.text("code", {.required = true});
  const auto typed = fields.text("email", {.required = true});
  const auto password = fields.text("password", {.required = true, .trimmed = false});
  fields.throw_if_invalid();

  ValidationErrors errors;
  const std::string email = auth::canonical_email(*typed);
  if (!auth::is_email(email)) errors.add("email", "Enter a valid email address.");
  const std::string event_name = store::setting(context.store, "event_name").value_or("");
  if (const auto fault = auth::validate_new_password(*password, email, event_name)) {
    errors.add("password", *fault);
  }
  errors.throw_if_any();
  return {*code, email, *password};
}

http::HttpError wrong_code() {
  return http::error_response(403, "This link is no good any more. The box makes a new one when it starts.");
}

}  // namespace

http::Response show_first_run(const Context& context, http::Request&) {
  const bool open = store::setting(context.store, store::setup_code_sha256).has_value();
  std::string body;
  base::JsonWriter(body).begin_object().member("open", open).end_object();
  return http::json_no_store(200, std::move(body));
}

// The write deletes the code and is rejected if the code is gone: of two concurrent requests, one succeeds.
http::Response use_first_run(const Context& context, http::Request& request) {
  const NewAdmin asked = read(context, request);

  const CodeAttempt tried(context, request);
  const std::string hash = auth::login_code_hash(asked.code);
  const auto open = store::setting(context.store, store::setup_code_sha256);
  if (!open || !crypto::constant_time_equal(hash, *open)) throw wrong_code();
  require_slot(request, hash);  // to hash the password; only requests with the code wait for one
  store::WriteBatch write;
  store::delete_setting_if(write, store::setup_code_sha256, hash);
  store::make_admin(write, asked.email, context.passwords.hash(asked.password), context.clock.now());
  store::add_audit(write, audit_entry(context.clock, request, "first_run"));
  if (context.store.write(write).refused) throw wrong_code();
  tried.succeeded();
  context.on_first_run_done();

  const auto user = store::user_by_email(context.store, asked.email);
  if (!user) throw invalid_credentials();  // deleted meanwhile
  return begin_session(context, request, *user);
}

}  // namespace api
