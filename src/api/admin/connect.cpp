// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "api/admin/handlers.h"
#include "api/admin/login_cards.h"
#include "api/request/box_url.h"
#include "api/request/handler.h"
#include "base/clock.h"
#include "base/host/addresses.h"
#include "base/text/json.h"
#include "crypto/certificate.h"
#include "http/error.h"
#include "store/settings.h"

namespace api {
namespace {

// Returns every address and name once, addresses first. An address in the administrator's own request comes
// first, because it is known to work. A loopback address is useless to other devices and is listed only if
// there is no other.
std::vector<std::string> hosts_of(const Context& context, const std::string& asked) {
  std::vector<std::string> hosts;
  const auto add = [&](const std::string& host) {
    if (!host.empty() && std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(host);
  };
  const std::vector<std::string> own = context.box_addresses();
  if (base::is_ip_address(asked) && !base::is_loopback(asked)) add(asked);
  for (const std::string& address : own) {
    if (!base::is_loopback(address)) add(address);
  }
  if (hosts.empty() && !own.empty()) add(own.front());
  if (!base::is_ip_address(asked) && asked != "localhost") add(asked);
  add(context.box_name());
  return hosts;
}

// Formats the text of a Wi-Fi QR code. Special characters are escaped with a backslash.
std::string wifi_text(const std::string& name, const std::string& password) {
  const auto escaped = [](const std::string& text) {
    std::string safe;
    for (const char c : text) {
      if (std::string_view("\\;,\":").find(c) != std::string_view::npos) safe += '\\';
      safe += c;
    }
    return safe;
  };
  if (password.empty()) return "WIFI:T:nopass;S:" + escaped(name) + ";;";
  return "WIFI:T:WPA;S:" + escaped(name) + ";P:" + escaped(password) + ";;";
}

void write_wifi(base::JsonWriter& json, const std::string& name, const std::string& password) {
  if (name.empty()) {
    json.null();
    return;
  }
  json.begin_object().member("name", name).member("password", password).key("qr");
  write_qr(json, wifi_text(name, password));
  json.end_object();
}

// rest: the origin after its host, and the certificate hash to pin.
void write_addresses(base::JsonWriter& json, const std::vector<std::string>& hosts, std::string_view scheme,
                     const BoxUrl& rest) {
  json.begin_array();
  for (const std::string& host : hosts) {
    const std::string origin = std::string(scheme).append("://").append(host).append(rest.origin);
    const std::string full = link({origin, rest.sha256}, "");
    json.begin_object().member("url", origin + "/").member("link", full).key("qr");
    write_qr(json, full);
    json.end_object();
  }
  json.end_array();
}

void write_secure(base::JsonWriter& json, const TlsInfo& secure, const std::vector<std::string>& hosts) {
  if (secure.port == 0) {
    json.null();
    return;
  }
  json.begin_object().member("sha256", secure.fingerprint).key("certificate");
  secure.authority.empty() ? void(json.null()) : void(json.value("/ca.crt"));
  json.key("until");
  secure.authority.empty()
      ? void(json.null())
      : void(json.value(base::iso_time(crypto::parse_certificate(secure.authority).validity.until)));
  write_addresses(json.key("addresses"), hosts, "https",
                  {":" + std::to_string(secure.port), pin(secure.fingerprint)});
  json.end_object();
}

}  // namespace

http::Response show_authority(const Context& context, http::Request&) {
  const TlsInfo secure = context.tls_info();
  if (secure.authority.empty()) throw http::not_found();
  http::Response response;
  response.body = crypto::to_der(secure.authority);
  response.content_type = "application/x-x509-ca-cert";
  return response.with_header("Content-Disposition", "attachment; filename=\"expobox-ca.crt\"");
}

http::Response show_revocations(const Context& context, http::Request&) {
  http::Response response;
  response.body = context.tls_info().revocations;
  if (response.body.empty()) throw http::not_found();
  response.content_type = "application/pkix-crl";
  return response;
}

http::Response show_connect(const Context& context, http::Request& request) {
  const auto setting = [&](std::string_view key) { return store::setting(context.store, key).value_or(""); };
  const HostHeader asked = parse_host(request);
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("event_name", setting("event_name")).key("wifi");
  write_wifi(json, setting("wifi_name"), setting("wifi_password"));
  const std::vector<std::string> hosts = hosts_of(context, asked.host);
  const TlsInfo secure = context.tls_info();
  const bool secured = request.scheme == "https";
  write_addresses(json.key("addresses"), hosts, request.scheme,
                  {asked.port, secured ? pin(secure.fingerprint) : ""});
  write_secure(json.key("secure"), secure, hosts);
  json.member("https_only", context.page_url_for(request.address).starts_with("https:"));
  json.end_object();
  return http::json_no_store(200, std::move(body));
}

}  // namespace api
