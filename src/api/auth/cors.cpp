// SPDX-License-Identifier: MIT
#include "api/auth/cors.h"

#include <algorithm>
#include <string>

#include "base/text/text.h"

namespace api {
namespace {

constexpr std::string_view methods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
// X-ExpoBox is not listed: it marks cookie-authenticated requests of the server's own page.
constexpr std::string_view request_headers =
    "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Range, Tus-Resumable, "
    "Upload-Concat, Upload-Defer-Length, Upload-Length, Upload-Metadata, Upload-Offset, User-Agent, "
    "X-ExpoBox-Sync, X-HTTP-Method-Override, X-Requested-With";
constexpr std::string_view exposed_headers =
    "Content-Disposition, Content-Range, ETag, Idempotency-Replayed, Location, Retry-After, Tus-Extension, "
    "Tus-Max-Size, Tus-Resumable, Tus-Version, Upload-Concat, Upload-Expires, Upload-Length, "
    "Upload-Metadata, "
    "Upload-Offset, X-ExpoBox-Ignored, X-ExpoBox-Warning, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Reset";
constexpr std::string_view preflight_seconds = "86400";

// The value of Access-Control-Allow-Origin; "" if the origin is missing or not allowed.
std::string allowed_origin(const RuntimeSettings& settings, const http::Request& request) {
  const auto origin = request.header("origin");
  if (!origin) return "";
  const Names allowed = settings.allowed_origins();
  if (std::ranges::count(*allowed, "*") > 0) return "*";
  const std::string wanted = base::ascii_lower(*origin);
  return std::ranges::count(*allowed, wanted) > 0 ? std::string(*origin) : "";
}

bool is_preflight(const http::Request& request) {
  return request.method == "OPTIONS" && request.header("origin") &&
         request.header("access-control-request-method");
}

}  // namespace

std::optional<http::Response> preflight_answer(const Context& context, const http::Request& request) {
  if (!context.settings.allows_origins() || !is_preflight(request)) return {};
  http::Response response = http::empty();
  if (allowed_origin(context.settings, request).empty()) return response;
  response.with_header("Access-Control-Allow-Methods", std::string(methods))
      .with_header("Access-Control-Allow-Headers", std::string(request_headers))
      .with_header("Access-Control-Max-Age", std::string(preflight_seconds));
  if (request.header("access-control-request-private-network") == "true") {
    response.with_header("Access-Control-Allow-Private-Network", "true");
  }
  return response;
}

void add_cors_headers(const Context& context, const http::Request& request, http::Response& response) {
  if (!context.settings.allows_origins()) return;
  std::string origin = allowed_origin(context.settings, request);
  if (origin != "*") response.with_header("Vary", "Origin");
  if (origin.empty()) return;
  response.with_header("Access-Control-Allow-Origin", std::move(origin))
      .with_header("Access-Control-Expose-Headers", std::string(exposed_headers));
}

}  // namespace api
