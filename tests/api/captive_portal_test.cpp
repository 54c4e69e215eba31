// SPDX-License-Identifier: MIT
#include "api/captive_portal.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "support/api_fixture.h"

namespace {

using support::ApiBox;
using support::Reply;

struct Question {
  std::string path, host;  // as that system asks
  int status = 200;
  std::string content = {};
};

const std::string apple = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n";

const std::array<Question, 13> questions = {{
    {"/generate_204", "connectivitycheck.gstatic.com", 204},
    {"/gen_204", "www.google.com", 204},
    {"/hotspot-detect.html", "captive.apple.com", 200, apple},
    {"/library/test/success.html", "www.apple.com", 200, apple},
    {"/connecttest.txt", "www.msftconnecttest.com", 200, "Microsoft Connect Test"},
    {"/ncsi.txt", "www.msftncsi.com", 200, "Microsoft NCSI"},
    {"/success.txt", "detectportal.firefox.com", 200, "success\n"},
    {"/canonical.html", "detectportal.firefox.com", 200,
     R"(<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>)"},
    {"/redirect", "www.msftconnecttest.com", 204},
    {"/check_network_status.txt", "nmcheck.gnome.org", 200, "NetworkManager is online\n"},
    {"/nm-check.txt", "ping.archlinux.org", 200, "NetworkManager is online\n"},
    {"/static/hotspot.txt", "fedoraproject.org", 200, "OK\n"},
    {"/kindle-wifi/wifistub.html", "spectrum.s3.amazonaws.com", 200,
     "<HTML><BODY><!-- 81ce4465-7167-4dcb-835b-dcc9e44c112a --></BODY></HTML>\n"},
}};

Reply ask(ApiBox& box, const std::string& path, const std::string& host, const char* method = "GET") {
  return box.ask(method, path, {{"host", host}});
}

}  // namespace

TEST_CASE("portal: off, the box knows none of the paths, by whatever name") {
  ApiBox box;
  for (const Question& one : questions) {
    for (const std::string& host : {one.host, std::string("box.local")}) {
      CHECK_MESSAGE(ask(box, one.path, host).status == 404, one.path);
    }
  }
}

TEST_CASE("portal: online, each system gets what it compares with") {
  ApiBox box({.portal = api::CaptivePortal::online});
  for (const Question& one : questions) {
    const Reply reply = ask(box, one.path, one.host);
    CHECK_MESSAGE(reply.status == one.status, one.path);
    CHECK(reply.body == one.content);
    CHECK(reply.header("Location").empty());
    CHECK(reply.header("Cache-Control") == "no-store");
    CHECK(reply.content_type.starts_with(one.path.ends_with(".html") ? "text/html"
                                         : one.content.empty()       ? ""
                                                                     : "text/plain"));
    CHECK(ask(box, one.path, one.host, "HEAD").status == one.status);
    CHECK(ask(box, one.path, one.host, "POST").status == 405);
  }
}

TEST_CASE("portal: portal, everybody is sent to the box's page, at the address nearest to them") {
  ApiBox box({.portal = api::CaptivePortal::portal});
  for (const Question& one : questions) {
    const Reply reply = ask(box, one.path, one.host);
    CHECK_MESSAGE(reply.status == 302, one.path);
    CHECK(reply.header("Location") == "http://10.0.0.9:80/");
    CHECK(reply.header("Cache-Control") == "no-store");
    CHECK(reply.body.empty());
  }
}

TEST_CASE("portal: a foreign name opens no other path") {
  for (const api::CaptivePortal portal : {api::CaptivePortal::portal, api::CaptivePortal::online}) {
    ApiBox box({.portal = portal});
    for (const char* path : {"/", "/web/app.js", "/api/v1/health/", "/api/v1/token/", "/readyz"}) {
      CHECK_MESSAGE(ask(box, path, "captive.apple.com").status == 400, path);
    }
    CHECK(ask(box, "/generate_204/", "captive.apple.com").status == 404);
    CHECK(ask(box, "/hotspot-detect.html/x", "captive.apple.com").status == 404);
    CHECK(ask(box, "/api/v1/health/", "box.local").status == 200);
  }
}

TEST_CASE("portal: a hall of phones that look again and again uses up nobody's requests") {
  ApiBox box({.requests_per_minute = 1, .portal = api::CaptivePortal::online});
  for (int time = 0; time < 5; ++time) CHECK(ask(box, "/generate_204", "www.google.com").status == 204);
  CHECK(ask(box, "/api/v1/health/", "box.local").status == 200);
  CHECK(ask(box, "/api/v1/health/", "box.local").status == 429);
}

TEST_CASE("portal: the API of RFC 8908 says whether a device is held captive") {
  const std::string target = "/api/v1/captive-portal/";
  ApiBox off, portal({.portal = api::CaptivePortal::portal}), online({.portal = api::CaptivePortal::online});
  CHECK(ask(off, target, "box.local").status == 404);
  const Reply held = ask(portal, target, "box.local");
  CHECK(held.status == 200);
  CHECK(held.content_type == "application/captive+json");
  CHECK(held.header("Cache-Control") == "private");
  CHECK(held.body == R"({"captive":true,"user-portal-url":"http://10.0.0.9:80/"})");
  CHECK(ask(online, target, "box.local").body ==
        R"({"captive":false,"venue-info-url":"http://10.0.0.9:80/"})");
  CHECK(ask(portal, target, "captive.apple.com").status == 400);
}
