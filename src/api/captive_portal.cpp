// SPDX-License-Identifier: MIT
#include "api/captive_portal.h"

#include <algorithm>
#include <array>
#include <string>

#include "api/context/context.h"
#include "base/text/json.h"

namespace api {
namespace {

struct Probe {
  std::string_view path;
  std::string_view content;  // compared byte for byte by the client; empty for a 204
  std::string_view content_type = "text/plain";
};

constexpr std::string_view apple = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n";
constexpr std::string_view firefox_page =
    R"(<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>)";

constexpr std::string_view network_manager = "NetworkManager is online\n";
constexpr std::string_view kindle_page =
    "<HTML><BODY><!-- 81ce4465-7167-4dcb-835b-dcc9e44c112a --></BODY></HTML>\n";

constexpr std::array<Probe, 14> probes = {{
    {"/generate_204", ""},  // Android, Chrome
    {"/gen_204", ""},
    {"/hotspot-detect.html", apple, "text/html"},  // iOS, macOS
    {"/library/test/success.html", apple, "text/html"},
    {"/connecttest.txt", "Microsoft Connect Test"},  // Windows 10 and later
    {"/ncsi.txt", "Microsoft NCSI"},                 // earlier Windows versions
    {"/success.txt", "success\n"},                   // Firefox
    {"/canonical.html", firefox_page, "text/html"},
    {"/redirect", ""},                               // opened by Windows in a browser
    {"/check_network_status.txt", network_manager},  // GNOME
    {"/nm-check.txt", network_manager},              // Arch Linux
    {"/static/hotspot.txt", "OK\n"},                 // Fedora
    {"/kindle-wifi/wifistub.html", kindle_page, "text/html"},
    {"/kindle-wifi/wifiredirect.html", kindle_page, "text/html"},
}};

// Probes for the path "/", recognised by their Host.
struct RootProbe {
  std::string_view host;
  std::string_view content;
};

constexpr std::array<RootProbe, 3> root_probes = {{
    {"networkcheck.kde.org", "OK\n"},
    {"connectivity-check.ubuntu.com", ""},
    {"conncheck.opensuse.org", network_manager},
}};

http::Response all_is_well(std::string_view content, std::string_view content_type) {
  http::Response response = http::empty();
  if (!content.empty()) {
    response.status = 200;
    response.body = content;
    response.content_type = content_type;
  }
  response.with_header("X-NetworkManager-Status", "online");
  return response;
}

http::Response probe_answer(const Context& context, const http::Request& request, std::string_view content,
                            std::string_view content_type) {
  http::Response response =
      context.portal == CaptivePortal::online
          ? all_is_well(content, content_type)
          : http::empty(302).with_header("Location", context.page_url_for(request.address));
  return response.with_header("Cache-Control", "no-store");  // the client may join another network next
}

// RFC 8908 §5.
http::Response show_captive_portal(const Context& context, const http::Request& request) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("captive", context.portal == CaptivePortal::portal);
  json.member(context.portal == CaptivePortal::portal ? "user-portal-url" : "venue-info-url",
              context.page_url_for(request.address));
  json.end_object();
  http::Response response = http::json(200, std::move(body));
  response.content_type = "application/captive+json";
  return response.with_header("Cache-Control", "private");
}

}  // namespace

std::vector<http::Route> portal_routes(const Context& context) {
  if (context.portal == CaptivePortal::off) return {};
  std::vector<http::Route> routes;
  for (const Probe& probe : probes) {
    const auto answer = [&context, &probe](http::Request& request) {
      return probe_answer(context, request, probe.content, probe.content_type);
    };
    routes.push_back({probe.path, http::Access::anyone, {{"GET", answer}}, true});
  }
  const auto show = [&context](http::Request& request) { return show_captive_portal(context, request); };
  routes.push_back({"/api/v1/captive-portal/", http::Access::anyone, {{"GET", show}}});
  return routes;
}

std::optional<http::Response> root_probe_answer(const Context& context, const http::Request& request) {
  if (context.portal == CaptivePortal::off || request.path != "/") return {};
  const auto host = request.header("host");
  const auto probe = std::ranges::find(root_probes, host.value_or(""), &RootProbe::host);
  if (probe == root_probes.end() || (request.method != "GET" && request.method != "HEAD")) return {};
  return probe_answer(context, request, probe->content, "text/plain");
}

bool is_probe(std::string_view path) { return std::ranges::count(probes, path, &Probe::path) > 0; }

}  // namespace api
