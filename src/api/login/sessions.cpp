// SPDX-License-Identifier: MIT
#include "api/login/sessions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "api/auth/guard.h"
#include "api/auth/session_cookie.h"
#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/context/audit_trail.h"
#include "api/login/credentials.h"
#include "api/login/handlers.h"
#include "base/ids.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "base/version.h"
#include "store/sessions.h"
#include "store/settings.h"

namespace api {
namespace {

constexpr std::size_t token_bytes = 32;

http::Response session_of(const Context& context, const store::User& user) {
  const auto setting = [&](std::string_view key, std::string_view usual) {
    return store::setting(context.store, key).value_or(std::string(usual));
  };
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().key("user").begin_object();
  json.member("id", user.id.value).member("email", user.email).member("name", user.name).end_object();
  json.member("event_name", setting("event_name", ""))
      .member("language", setting("language", "en"))
      .member("version", base::version);
  write_clock(json.key("clock"), context.clock);
  json.end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace

http::Response begin_session(const Context& context, const http::Request& request, const store::User& user) {
  const std::string token = base::base64url_encode(base::random_bytes(token_bytes));
  const std::int64_t uptime = context.clock.uptime();
  store::WriteBatch write;
  store::delete_expired_sessions(write, uptime);
  store::add_session(write, session_hash(context, token), user, uptime + session_seconds);
  store::AuditEntry entry = audit_entry(context.clock, request, "session.create");
  entry.user = user.id;
  store::add_audit(write, entry);
  if (context.store.write(write).refused) throw invalid_credentials();
  return session_of(context, user).with_header("Set-Cookie", session_cookie(request, token));
}

http::Response sign_in(const Context& context, http::Request& request) {
  const auto user = authenticate_by_password(context, request);
  if (!user.admin) throw forbidden();
  return begin_session(context, request, user);
}

http::Response show_session(const Context& context, http::Request& request) {
  require_admin(context, request);
  const auto user = store::user_by_id(context.store, {request.caller.user});
  if (!user) throw invalid_credentials();
  return session_of(context, *user);
}

http::Response sign_out(const Context& context, http::Request& request) {
  require_admin(context, request);
  if (const auto token = session_token(request)) {
    store::WriteBatch write;
    store::delete_session(write, session_hash(context, *token));
    store::add_audit(write, audit_entry(context.clock, request, "session.delete"));
    context.store.write(write);
  }
  return http::empty().with_header("Set-Cookie", session_cookie(request, "", "; Max-Age=0"));
}

}  // namespace api
