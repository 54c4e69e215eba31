// SPDX-License-Identifier: MIT
#include "api/request/box_url.h"

#include <algorithm>

#include "base/host/addresses.h"
#include "base/text/text.h"

namespace api {
namespace {

// Any host on the network can answer an mDNS query for a .local name, so printed links use an address.
std::string host_on_cards(const Context& context, const std::string& called) {
  if (!called.ends_with(".local")) return called;
  for (const std::string& address : context.box_addresses()) {
    if (!base::is_loopback(address)) return address;
  }
  return called;
}

}  // namespace

HostHeader parse_host(const http::Request& request) {
  const auto header = request.header("host");
  if (!header) return {};
  const std::string host(*header);
  const std::size_t bracket = host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0;
  const std::size_t colon = std::min(host.find(':', bracket), host.size());
  return {host.substr(0, colon), colon + 1 < host.size() ? host.substr(colon) : ""};
}

BoxUrl box_url(const Context& context, const http::Request& request) {
  const TlsInfo secure = context.tls_info();
  const HostHeader called = parse_host(request);
  const std::string host = host_on_cards(context, called.host);
  if (secure.port == 0) return {"http://" + host + called.port, ""};
  const std::string port = request.scheme == "https" ? called.port : ":" + std::to_string(secure.port);
  return {"https://" + host + port, pin(secure.fingerprint)};
}

std::string pin(std::string_view fingerprint) {
  std::string pin = base::ascii_lower(fingerprint);
  std::erase(pin, ':');
  return pin;
}

std::string link(const BoxUrl& way, std::string_view path) {
  std::string text = way.origin + "/";
  if (!path.empty() || !way.sha256.empty()) text.append("#/").append(path);
  if (!way.sha256.empty()) text.append("?sha256=").append(way.sha256);
  return text;
}

}  // namespace api
