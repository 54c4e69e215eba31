// SPDX-License-Identifier: MIT
#include "api/https_redirect.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/auth/guard.h"
#include "api/captive_portal.h"
#include "api/request/box_url.h"
#include "http/error.h"

namespace api {
namespace {

constexpr std::array<std::string_view, 2> plain_paths = {"/ca.crt", "/ca.crl"};
constexpr std::uint16_t https_port = 443;
// One day: at the next fair, another server may have the same name and another certificate.
constexpr const char* strict_for_a_day = "max-age=86400";

}  // namespace

std::optional<http::Response> redirected_to_https(const Context& context, const http::Request& request) {
  if (request.scheme == "https" || !request.target.starts_with('/') || is_probe(request.path)) return {};
  if (std::ranges::count(plain_paths, std::string_view(request.path)) > 0) return {};
  try {
    check_host(context, request);
  } catch (const http::HttpError& error) {
    return error.response();
  }
  if (!request.header("host"))
    return http::error_response(400, "A request by plain HTTP needs a Host.").response();
  const std::uint16_t port = context.tls_info().port;
  std::string location = "https://" + parse_host(request).host;
  if (port != https_port) location += ":" + std::to_string(port);
  // Not cacheable: at the next fair, another server may have this address.
  return http::empty(308)
      .with_header("Location", location.append(request.target))
      .with_header("Cache-Control", "no-store");
}

void require_https_next(const Context& context, const http::Request& request, http::Response& response) {
  if (request.scheme != "https" || context.tls_info().port != https_port) return;
  response.with_header("Strict-Transport-Security", strict_for_a_day);
}

}  // namespace api
