// SPDX-License-Identifier: MIT
#include "api/auth/session_cookie.h"

#include <algorithm>

#include "base/text/text.h"
#include "store/sessions.h"

namespace api {
namespace {

// HTTPS has a cookie of its own. A Secure cookie cannot be replaced over HTTP, and a client that uses both
// has a session in each. The prefix prevents other hosts and plain HTTP from setting it (RFC 6265bis
// §4.1.3.2), and requires "Path=/". Browsers send a cookie to every port of its host (§8.5), so the names of
// two servers on one machine differ by the port.
constexpr std::string_view plain_cookie = "expobox_session", secure_cookie = "__Host-expobox_session";

std::string cookie_name(const http::Request& request) {
  std::string name(request.scheme == "https" ? secure_cookie : plain_cookie);
  const std::string_view host = request.header("host").value_or("");
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    name.append("_").append(host.substr(colon + 1));
  }
  return name;
}

}  // namespace

std::string session_hash(const Context& context, std::string_view token) {
  return base::hex(context.signer.keyed_hash(std::string(token).append("\n").append(context.clock.id())));
}

std::string session_cookie(const http::Request& request, std::string_view token, std::string_view more) {
  const bool secure = request.scheme == "https";
  std::string text = cookie_name(request);
  text.append("=").append(token).append(secure ? "; Path=/" : "; Path=/api/v1/");
  text.append("; HttpOnly; SameSite=Strict").append(secure ? "; Secure" : "");
  return text.append(more);
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

std::optional<store::UserId> user_of_session(const Context& context, std::string_view token) {
  return store::user_of_session(context.store, session_hash(context, token), context.clock.uptime());
}

}  // namespace api
