// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>
#include <variant>

#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "api/login/credentials.h"
#include "api/request/field_validation.h"
#include "api/request/handler.h"
#include "auth/login_code.h"
#include "store/revoked_tokens.h"
#include "store/users.h"

namespace api {
namespace {

http::HttpError bad_token(auth::TokenError fault) {
  return unauthorized(http::error_response(401, to_string(fault), "token_not_valid"));
}

// SimpleJWT's message.
http::HttpError blacklisted() {
  return unauthorized(http::error_response(401, "Token is blacklisted", "token_not_valid"));
}

http::Response pair_of(const Context& context, const http::Request& request, const store::User& user) {
  if (user.admin) {
    store::AuditEntry entry = audit_entry(context.clock, request, "token.create");
    entry.user = user.id;
    write_audit(context.store, entry);
  }
  const std::string family = auth::new_token_family();
  const auto sign = [&](auth::TokenType kind) {
    return context.signer.sign(kind, user.id.value, user.generation, family);
  };
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("refresh", sign(auth::TokenType::refresh))
      .member("access", sign(auth::TokenType::access))
      .end_object();
  return http::json_no_store(200, std::move(body));
}

auth::Claims refresh_claims(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto token = fields.text("refresh", {.required = true});
  fields.throw_if_invalid();
  auto verified = context.signer.verify(*token, auth::TokenType::refresh);
  if (const auto* fault = std::get_if<auth::TokenError>(&verified)) throw bad_token(*fault);
  return std::get<auth::Claims>(std::move(verified));
}

}  // namespace

http::Response obtain_tokens(const Context& context, http::Request& request) {
  return pair_of(context, request, authenticate_by_password(context, request));
}

http::Response redeem_code(const Context& context, http::Request& request) {
  const RequestForm form = read_form(context, request);
  FieldReader fields(form, FieldReader::Mode::full);
  const auto code = fields.text("code", {.required = true});
  fields.throw_if_invalid();

  const CodeAttempt tried(context, request);
  const auto user = store::use_login_code(context.store, auth::login_code_hash(*code), context.clock.now());
  if (!user) throw invalid_credentials();
  tried.succeeded();
  return pair_of(context, request, *user);
}

http::Response refresh_token(const Context& context, http::Request& request) {
  const auth::Claims claims = refresh_claims(context, request);
  const auto user = store::bearer(context.store, {claims.user}, claims.family);
  if (!user || !user->active) {
    throw unauthorized(
        http::error_response(401, "No active account found with the given credentials", "no_active_account"));
  }
  if (user->revoked) throw blacklisted();
  if (claims.generation != user->generation) throw bad_token(auth::TokenError::invalid);
  std::string body;
  base::JsonWriter(body)
      .begin_object()
      .member("access",
              context.signer.sign(auth::TokenType::access, claims.user, user->generation, claims.family))
      .end_object();
  return http::json_no_store(200, std::move(body));
}

// Signs out the device that has this token: revokes the token and all tokens derived from it. For an account
// that is deleted or signed out there is nothing to revoke, and the response does not reveal this.
http::Response blacklist_token(const Context& context, http::Request& request) {
  const auth::Claims claims = refresh_claims(context, request);
  const auto user = store::bearer(context.store, {claims.user}, claims.family);
  if (user && user->revoked) throw blacklisted();
  if (user && user->generation == claims.generation) {
    const base::UnixSeconds now = context.clock.now();
    const std::int64_t uptime = context.clock.uptime();
    store::WriteBatch write;
    if (claims.family.empty()) {  // from another server, with an id that is not a string
      store::revoke_tokens(write, {claims.user});
    } else {
      store::revoke_family(write,
                           {.family = claims.family,
                            .user = {claims.user},
                            .ends_at = std::max(claims.ends_at, now + auth::JwtSigner::refresh_seconds),
                            .ends_uptime = uptime + auth::JwtSigner::refresh_seconds},
                           now, uptime);
    }
    context.store.write(write);
  }
  return http::json_no_store(200, "{}");
}

}  // namespace api
