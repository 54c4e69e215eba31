// SPDX-License-Identifier: MIT
#include "api/way.h"

#include <algorithm>

#include "base/text.h"

namespace api {

Called called_as(const http::Request& request) {
  const auto header = request.header("host");
  if (!header) return {};
  const std::string host(*header);
  const std::size_t bracket = host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0;
  const std::size_t colon = std::min(host.find(':', bracket), host.size());
  return {host.substr(0, colon), colon + 1 < host.size() ? host.substr(colon) : ""};
}

Way way_here(const Services& services, const http::Request& request) {
  const Secure secure = services.secure();
  if (secure.port == 0) return {request.origin(), ""};
  if (request.scheme == "https") return {request.origin(), pin_of(secure.fingerprint)};
  return {"https://" + called_as(request).host + ":" + std::to_string(secure.port),
          pin_of(secure.fingerprint)};
}

std::string pin_of(std::string_view fingerprint) {
  std::string pin = base::lower(fingerprint);
  std::erase(pin, ':');
  return pin;
}

std::string link(const Way& way, std::string_view path) {
  std::string text = way.origin + "/";
  if (!path.empty() || !way.sha256.empty()) text.append("#/").append(path);
  if (!way.sha256.empty()) text.append("?sha256=").append(way.sha256);
  return text;
}

}  // namespace api
