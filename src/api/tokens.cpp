// SPDX-License-Identifier: MIT
#include <variant>

#include "api/errors.h"
#include "api/fields.h"
#include "api/gate.h"
#include "api/handlers.h"
#include "auth/login_code.h"
#include "base/text.h"
#include "store/users.h"

namespace api {
namespace {

http::Error no_account() {
  return unauthorized(http::detail(401, "No active account found with the given credentials"));
}

http::Error bad_token(auth::TokenFault fault) {
  return unauthorized(http::detail(401, text(fault), "token_not_valid"));
}

http::Response not_to_be_kept(std::string tokens) {
  return http::json(200, std::move(tokens)).with("Cache-Control", "no-store");
}

http::Response pair_of(const Services& services, const store::User& user) {
  const auto sign = [&](auth::TokenKind kind) {
    return services.signer.sign(kind, user.id.value, user.generation);
  };
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("refresh", sign(auth::TokenKind::refresh))
      .member("access", sign(auth::TokenKind::access))
      .end_object();
  return not_to_be_kept(std::move(body));
}

// Codes are counted under an empty e-mail.
std::string key_of_try(std::string_view email, const http::Request& request) {
  return key_of_tries(email).append(request.address);
}

// Who guesses at many accounts is held up at all of them. Looked at here and counted when a try was wrong, so
// that a hall behind one address pays for no phone that signs in.
void look_at_address(const Services& services, const http::Request& request) {
  const auto verdict = services.wrong_by_address.look(request.address);
  if (!verdict.allowed) throw throttled(verdict.wait);
}

// Every try costs, before it is known whether it is a good one: many at once shall not be a way around.
// A good one makes up for all.
void count_try(const Services& services, const std::string& key) {
  const auto verdict = services.wrong_logins.take(key);
  if (!verdict.allowed) throw throttled(verdict.wait);
}

// As received; and as the central server takes it, without white space around it. An account that cannot be
// opened costs as many rounds as its neighbour, for imported ones have rounds of their own. The neighbour's
// password itself is not tried: one that is remembered would show.
bool opens(const Services& services, std::string_view email, const std::optional<store::User>& user,
           std::string_view password) {
  const bool real = user && user->active && auth::is_password_hash(user->password);
  const std::string like = real ? "" : store::neighbours_password(services.store, email).value_or("");
  const auto fits = [&](std::string_view tried) {
    if (real) return services.passwords.verify(tried, user->password);
    services.passwords.verify_nobody(tried, like);
    return false;
  };
  const std::string_view trimmed = base::trim(password);
  return fits(password) || (trimmed != password && fits(trimmed));
}

}  // namespace

http::Response obtain_tokens(const Services& services, http::Request& request) {
  const auto place = services.passwords.enter();
  if (!place) return http::postponed();  // a hall that logs in at once stands in line, and keeps no worker
  const Form form = read_form(services, request);
  Fields fields(form, Fields::Asked::all);
  const auto email = fields.text("email", {.required = true});
  const auto password = fields.text("password", {.required = true, .trimmed = false});
  fields.finish();

  const std::string key = key_of_try(*email, request);
  look_at_address(services, request);
  count_try(services, key);
  const auto user = store::user_by_email(services.store, *email);
  if (!opens(services, *email, user, *password)) {
    services.wrong_by_address.take(request.address);
    throw no_account();
  }
  services.wrong_logins.forget(key);
  return pair_of(services, *user);
}

http::Response redeem_code(const Services& services, http::Request& request) {
  const Form form = read_form(services, request);
  Fields fields(form, Fields::Asked::all);
  const auto code = fields.text("code", {.required = true});
  fields.finish();

  const std::string key = key_of_try("", request);
  count_try(services, key);
  const auto user = store::use_login_code(services.store, auth::login_code_hash(*code), services.clock.now());
  if (!user) throw no_account();
  services.wrong_logins.forget(key);
  return pair_of(services, *user);
}

http::Response refresh_token(const Services& services, http::Request& request) {
  const Form form = read_form(services, request);
  Fields fields(form, Fields::Asked::all);
  const auto token = fields.text("refresh", {.required = true});
  fields.finish();

  const auto verified = services.signer.verify(*token, auth::TokenKind::refresh);
  if (const auto* fault = std::get_if<auth::TokenFault>(&verified)) throw bad_token(*fault);
  const auto& claims = std::get<auth::Claims>(verified);
  const auto user = store::user_by_id(services.store, {claims.user});
  if (!user || !user->active) {
    throw unauthorized(
        http::detail(401, "No active account found with the given credentials", "no_active_account"));
  }
  if (claims.generation.value_or(user->generation) < user->generation) {
    throw bad_token(auth::TokenFault::invalid);
  }
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("access", services.signer.sign(auth::TokenKind::access, user->id.value, user->generation))
      .end_object();
  return not_to_be_kept(std::move(body));
}

}  // namespace api
