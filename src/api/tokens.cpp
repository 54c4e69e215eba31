// SPDX-License-Identifier: MIT
#include <variant>

#include "api/credentials.h"
#include "api/errors.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "auth/login_code.h"
#include "store/users.h"

namespace api {
namespace {

http::Error bad_token(auth::TokenFault fault) {
  return unauthorized(http::detail(401, text(fault), "token_not_valid"));
}

http::Response pair_of(const Services& services, const store::User& user) {
  const std::string family = auth::new_token_family();
  const auto sign = [&](auth::TokenKind kind) {
    return services.signer.sign(kind, user.id.value, user.generation, family);
  };
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("refresh", sign(auth::TokenKind::refresh))
      .member("access", sign(auth::TokenKind::access))
      .end_object();
  return http::unstored_json(200, std::move(body));
}

}  // namespace

http::Response obtain_tokens(const Services& services, http::Request& request) {
  const auto user = user_by_password(services, request);
  return user ? pair_of(services, *user) : http::postponed();
}

http::Response redeem_code(const Services& services, http::Request& request) {
  const Form form = read_form(services, request);
  Fields fields(form, Fields::Asked::all);
  const auto code = fields.text("code", {.required = true});
  fields.finish();

  const CodeTry tried(services, request);
  const auto user = store::use_login_code(services.store, auth::login_code_hash(*code), services.clock.now());
  if (!user) throw no_account();
  tried.succeeded();
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
  if (claims.generation != user->generation) {
    throw bad_token(auth::TokenFault::invalid);
  }
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("access",
              services.signer.sign(auth::TokenKind::access, user->id.value, user->generation, claims.family))
      .end_object();
  return http::unstored_json(200, std::move(body));
}

}  // namespace api
