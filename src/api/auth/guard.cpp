// SPDX-License-Identifier: MIT
#include "api/auth/guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include "api/auth/session_cookie.h"
#include "api/common/errors.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "store/revoked_tokens.h"

namespace api {
namespace {

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

bool is_address(int family, const std::string& text) {
  std::array<unsigned char, 16> address{};
  return inet_pton(family, text.c_str(), address.data()) == 1;
}

bool is_local(std::string_view name) {
  constexpr std::array<std::string_view, 4> domains = {".local", ".lan", ".home.arpa", ".internal"};
  return name.find('.') == std::string_view::npos ||
         std::ranges::any_of(domains, [&](std::string_view domain) { return name.ends_with(domain); });
}

bool is_configured(std::string_view name, std::string_view configured) {
  if (configured == "*") return true;
  if (!configured.starts_with('.')) return base::iequals(name, configured);
  const std::string below = base::ascii_lower(configured);
  return name.ends_with(below) || name == std::string_view(below).substr(1);
}

http::HttpError bad_token(std::string_view message) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object()
      .member("detail", "Given token not valid for any token type")
      .member("code", "token_not_valid")
      .key("messages")
      .begin_array();
  json.begin_object()
      .member("token_class", "AccessToken")
      .member("token_type", "access")
      .member("message", message)
      .end_object();
  json.end_array().end_object();
  return {401, std::move(body)};
}

bool uses_session_cookie(const http::Request& request) {
  return !request.header("authorization") && session_token(request);
}

http::HttpError session_ended() {
  return http::error_response(401, "The session has ended.", "session_ended");
}

std::optional<http::HttpError> identify_by_cookie(const Context& context, http::Request& request) {
  const auto user = user_of_session(context, *session_token(request));
  if (!user) return session_ended();
  request.caller = {
      .user = user->value, .admin = true, .generation = 0, .token_family = {}, .key_version = 0};
  return {};
}

// Browsers also send cookies with requests that other sites initiate. Another site's page can send this
// header only after a preflight, which the server never allows.
void require_csrf_header(const http::Request& request) {
  const bool safe = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  if (safe || !uses_session_cookie(request) || request.header("x-expobox") == "1") return;
  throw http::error_response(403, "A request by a session's cookie needs the header \"X-ExpoBox: 1\".");
}

// Sets request.caller, or returns the reason why there is none.
std::optional<http::HttpError> authenticate(const Context& context, http::Request& request) {
  if (uses_session_cookie(request)) return identify_by_cookie(context, request);
  const auto words = base::split(request.header("authorization").value_or(""), " \t");
  if (words.empty() || words[0] != "Bearer") {
    return http::error_response(401, "Authentication credentials were not provided.");
  }
  if (words.size() != 2) {
    return http::error_response(401, "Authorization header must contain two space-delimited values",
                                "bad_authorization_header");
  }
  const auto verified = context.signer.verify(words[1], auth::TokenType::access);
  if (const auto* fault = std::get_if<auth::TokenError>(&verified)) {
    if (*fault != auth::TokenError::no_user) return bad_token(to_string(*fault));
    return http::error_response(401, to_string(*fault), "token_not_valid");
  }
  const auto& claims = std::get<auth::Claims>(verified);
  const auto user = store::bearer(context.store, {claims.user}, claims.family);
  if (!user) return http::error_response(401, "User not found", "user_not_found");
  if (!user->active) return http::error_response(401, "User is inactive", "user_inactive");
  if (user->revoked || claims.generation != user->generation) {
    return bad_token(to_string(auth::TokenError::invalid));
  }
  request.caller = {claims.user, user->admin, user->generation, claims.family, claims.key_version};
  return {};
}

// A resumed request has already been counted.
base::RateLimiter::Decision apply_rate_limit(const Context& context, http::Request& request) {
  const auto counted = [&](base::RateLimiter& throttle, std::string_view key) {
    if (!request.resumed) return throttle.acquire(key);
    auto verdict = throttle.peek(key);
    verdict.allowed = true;
    return verdict;
  };
  const auto verdict = request.caller.user != 0
                           ? counted(context.accounts, std::to_string(request.caller.user))
                           : counted(context.addresses, request.address);
  if (verdict.limit > 0) {
    const base::UnixSeconds reset = context.clock.now() + verdict.reset_after;
    request.response_headers.emplace_back("X-RateLimit-Limit", std::to_string(verdict.limit));
    request.response_headers.emplace_back("X-RateLimit-Remaining", std::to_string(verdict.remaining));
    request.response_headers.emplace_back("X-RateLimit-Reset", std::to_string(reset));
  }
  return verdict;
}

// A page with a hundred images or scripts must not count as a hundred requests.
bool is_counted(const http::Route& route) {
  return route.pattern != "/" && !route.pattern.starts_with("/media/") && !route.pattern.starts_with("/web/");
}

}  // namespace

std::string login_attempt_key(std::string_view email) { return crypto::sha256(base::ascii_lower(email)); }

bool is_allowed_host(std::string_view host, const std::vector<std::string>& configured) {
  const bool bracketed = host.starts_with('[');
  const std::size_t colon = host.find(':', bracketed ? std::min(host.find(']'), host.size()) : 0);
  if (colon != std::string_view::npos && !is_port(host.substr(colon + 1))) return false;
  std::string name = base::ascii_lower(host.substr(0, colon));
  if (bracketed) return name.ends_with(']') && is_address(AF_INET6, name.substr(1, name.size() - 2));
  if (name.ends_with('.')) name.pop_back();
  if (!is_name(name)) return false;
  return is_address(AF_INET, name) || is_local(name) ||
         std::ranges::any_of(configured, [&](const auto& one) { return is_configured(name, one); });
}

void check_host(const Context& context, const http::Request& request) {
  const auto host = request.header("host");
  if (!host || is_allowed_host(*host, {})) return;
  if (is_allowed_host(*host, *context.settings.allowed_hosts())) return;
  const std::string shown(base::valid_utf8(*host) ? *host : "?");
  throw http::error_response(
      400, "Invalid HTTP_HOST header: '" + shown +
               "'. This box answers to its address, to local names and to those configured.");
}

void guard(const Context& context, http::Request& request, const http::Route& route) {
  if (route.any_host) return;  // reveals nothing about the server, whatever the Host
  check_host(context, request);
  if (!is_counted(route)) return;
  const auto unknown = route.access == http::Access::anyone ? std::nullopt : authenticate(context, request);
  const auto verdict = apply_rate_limit(context, request);
  if (unknown) throw unauthorized(*unknown);
  if (route.access != http::Access::anyone) require_csrf_header(request);
  if (route.access == http::Access::admin && !request.caller.admin) throw forbidden();
  if (!verdict.allowed) throw throttled(verdict.retry_after);
}

void confirm_caller(const Context& context, const http::Request& request) {
  if (request.caller.user == 0) return;
  if (uses_session_cookie(request)) {
    if (!user_of_session(context, *session_token(request))) throw unauthorized(session_ended());
    return;
  }
  const auto user = store::bearer(context.store, {request.caller.user}, request.caller.token_family);
  const bool same_key = request.caller.key_version == context.signer.key_version();
  if (same_key && user && user->active && !user->revoked && user->generation == request.caller.generation)
    return;
  throw unauthorized(bad_token(to_string(auth::TokenError::invalid)));
}

void identify_if_any(const Context& context, http::Request& request) { authenticate(context, request); }

void require_admin(const Context& context, http::Request& request) {
  if (const auto unknown = authenticate(context, request)) throw unauthorized(*unknown);
  require_csrf_header(request);
  if (!request.caller.admin) throw forbidden();
}

}  // namespace api
