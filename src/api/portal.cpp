// SPDX-License-Identifier: MIT
#include "api/portal.h"

#include <algorithm>
#include <array>
#include <string>

#include "api/services.h"

namespace api {
namespace {

struct Probe {
  std::string_view path;
  std::string_view content;  // byte for byte what the system that asks compares with; "": a 204
  std::string_view content_type = "text/plain";
};

constexpr std::string_view apple = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n";
constexpr std::string_view firefox_page =
    R"(<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>)";

constexpr std::array<Probe, 8> probes = {{
    {"/generate_204", ""},  // Android, Chrome
    {"/gen_204", ""},
    {"/hotspot-detect.html", apple, "text/html"},  // iOS, macOS
    {"/library/test/success.html", apple, "text/html"},
    {"/connecttest.txt", "Microsoft Connect Test"},  // Windows 10 and later
    {"/ncsi.txt", "Microsoft NCSI"},                 // earlier ones
    {"/success.txt", "success\n"},                   // Firefox
    {"/canonical.html", firefox_page, "text/html"},
}};

http::Response all_is_well(const Probe& probe) {
  http::Response response = http::empty();
  if (!probe.content.empty()) {
    response.status = 200;
    response.body = probe.content;
    response.content_type = probe.content_type;
  }
  return response;
}

}  // namespace

std::vector<http::Route> portal_routes(const Services& services) {
  if (services.portal == Portal::off) return {};
  std::vector<http::Route> routes;
  for (const Probe& probe : probes) {
    const auto answer = [&services, &probe](http::Request& request) {
      http::Response response = services.portal == Portal::online
                                    ? all_is_well(probe)
                                    : http::empty(302).with("Location", services.page_for(request.address));
      return response.with("Cache-Control", "no-store");  // the next network is another
    };
    routes.push_back({probe.path, http::Access::anyone, {{"GET", answer}}});
  }
  return routes;
}

bool is_probe(std::string_view path) { return std::ranges::count(probes, path, &Probe::path) > 0; }

}  // namespace api
