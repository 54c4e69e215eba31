// SPDX-License-Identifier: MIT
#include "api/sessions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "api/audit.h"
#include "api/credentials.h"
#include "api/errors.h"
#include "api/gate.h"
#include "api/present.h"
#include "api/session_handlers.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "base/version.h"
#include "store/sessions.h"
#include "store/settings.h"

namespace api {
namespace {

// Over TLS another: one that is Secure cannot be replaced over http, and who uses both has a session in each.
// The prefix keeps other hosts and plain http from setting it (RFC 6265bis §4.1.3.2), and asks for "Path=/". Browsers
// send a cookie to every port of its host (§8.5): two boxes on one machine have names by their ports.
constexpr std::string_view plain_cookie = "expobox_session", secure_cookie = "__Host-expobox_session";
constexpr std::size_t token_bytes = 32;

std::string hash_of(const Services& services, std::string_view token) {
  return base::hex(services.signer.keyed_hash(std::string(token).append("\n").append(services.clock.id())));
}

std::string cookie_name(const http::Request& request) {
  std::string name(request.scheme == "https" ? secure_cookie : plain_cookie);
  const std::string_view host = request.header("host").value_or("");
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    name.append("_").append(host.substr(colon + 1));
  }
  return name;
}

std::string cookie(const http::Request& request, std::string_view token, std::string_view more) {
  const bool secure = request.scheme == "https";
  std::string text = cookie_name(request);
  text.append("=").append(token).append(secure ? "; Path=/" : "; Path=/api/v1/");
  text.append("; HttpOnly; SameSite=Strict").append(secure ? "; Secure" : "");
  return text.append(more);
}

http::Response session_of(const Services& services, const store::User& user) {
  const auto setting = [&](std::string_view key, std::string_view usual) {
    return store::setting(services.store, key).value_or(std::string(usual));
  };
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().key("user").begin_object();
  json.member("id", user.id.value).member("email", user.email).member("name", user.name).end_object();
  json.member("event_name", setting("event_name", ""))
      .member("language", setting("language", "en"))
      .member("version", base::version);
  write_clock(json.key("clock"), services.clock);
  json.end_object();
  return http::unstored_json(200, std::move(body));
}

}  // namespace

http::Response begin_session(const Services& services, const http::Request& request,
                             const store::User& user) {
  const std::string token = base::base64url(base::random_bytes(token_bytes));
  const std::int64_t uptime = services.clock.uptime();
  store::Write write;
  store::forget_ended_sessions(write, uptime);
  store::add_session(write, hash_of(services, token), user, uptime + session_seconds);
  store::AuditEntry entry = audit_entry(services.clock, request, "session.create");
  entry.user = user.id;
  store::add_audit(write, entry);
  if (services.store.write(write).refused) throw no_account();
  return session_of(services, user).with("Set-Cookie", cookie(request, token, ""));
}

std::optional<std::string_view> session_token(const http::Request& request) {
  const std::string name = cookie_name(request);
  std::string_view rest = request.header("cookie").value_or("");
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = base::trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!pair.starts_with(name) || pair.substr(name.size(), 1) != "=") continue;
    return pair.substr(name.size() + 1);
  }
  return {};
}

std::optional<store::UserId> user_of_session(const Services& services, std::string_view token) {
  return store::user_of_session(services.store, hash_of(services, token), services.clock.uptime());
}

http::Response sign_in(const Services& services, http::Request& request) {
  const auto user = user_by_password(services, request);
  if (!user.admin) throw forbidden();
  return begin_session(services, request, user);
}

http::Response show_session(const Services& services, http::Request& request) {
  require_admin(services, request);
  const auto user = store::user_by_id(services.store, {request.caller.user});
  if (!user) throw no_account();
  return session_of(services, *user);
}

http::Response sign_out(const Services& services, http::Request& request) {
  require_admin(services, request);
  if (const auto token = session_token(request)) {
    store::Write write;
    store::end_session(write, hash_of(services, *token));
    store::add_audit(write, audit_entry(services.clock, request, "session.delete"));
    services.store.write(write);
  }
  return http::empty().with("Set-Cookie", cookie(request, "", "; Max-Age=0"));
}

}  // namespace api
