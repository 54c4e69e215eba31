// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "http/origin.h"
#include "support/server_fixture.h"

namespace {

using support::RawClient;
using support::WholeBox;
using support::WholeBoxOptions;

auto ask(const WholeBox& box, const std::string& request_line, const std::string& fields) {
  const auto reply = RawClient(box.port()).ask(request_line + " HTTP/1.1\r\nHost: box\r\n" + fields + "\r\n");
  REQUIRE(reply);
  return *reply;
}

std::string preflight(const std::string& origin) {
  return "Origin: " + origin +
         "\r\nAccess-Control-Request-Method: PATCH\r\nAccess-Control-Request-Headers: upload-offset\r\n";
}

}  // namespace

TEST_CASE("cors: an origin is a scheme, a host and perhaps a port") {
  for (const char* good : {"https://app.example.com", "http://localhost:3000", "capacitor://localhost", "*",
                           "http://[::1]:8080", "ionic://localhost"}) {
    CHECK_MESSAGE(http::is_origin(good), good);
  }
  for (const char* bad :
       {"", "app.example.com", "https://", "https://a/", "https://a b", "null", "://a", "*.example.com"}) {
    CHECK_FALSE_MESSAGE(http::is_origin(bad), bad);
  }
}

TEST_CASE("cors: no origin is allowed unless the setting names it") {
  const WholeBox box;
  const auto reply = ask(box, "GET /api/v1/health/", "Origin: https://app.example.com\r\n");
  CHECK(reply.status == 200);
  CHECK(reply.field("access-control-allow-origin").empty());
  CHECK(reply.field("vary").empty());
  CHECK(ask(box, "OPTIONS /api/v1/booths/", preflight("https://app.example.com")).status == 401);
}

TEST_CASE("cors: a preflight request of an allowed origin needs no token") {
  const WholeBox box({.allowed_origins = {"https://app.example.com", "capacitor://localhost"}});
  for (const std::string origin : {"https://app.example.com", "capacitor://localhost"}) {
    for (const std::string target : {"/api/v1/booths/", "/api/v1/uploads/x/", "/media/booths/1/a.png"}) {
      const auto reply = ask(box, "OPTIONS " + target, preflight(origin));
      CHECK(reply.status == 204);
      CHECK(reply.field("access-control-allow-origin") == origin);
      CHECK(reply.field("access-control-allow-methods").find("PATCH") != std::string::npos);
      CHECK(reply.field("access-control-allow-headers").find("Upload-Offset") != std::string::npos);
      CHECK(reply.field("access-control-allow-headers").find("X-ExpoBox,") == std::string::npos);
      CHECK(reply.field("access-control-allow-credentials").empty());
      CHECK(reply.field("vary") == "Origin");
    }
  }
  const auto foreign = ask(box, "OPTIONS /api/v1/booths/", preflight("https://elsewhere.example.com"));
  CHECK(foreign.field("access-control-allow-origin").empty());
  CHECK_FALSE(foreign.has("access-control-allow-methods"));
}

TEST_CASE("cors: responses, refusals among them, may be read by an allowed origin alone") {
  const WholeBox box({.allowed_origins = {"http://localhost:3000"}});
  const auto seen = [&](const std::string& target, const std::string& origin) {
    return ask(box, "GET " + target, "Origin: " + origin + "\r\n");
  };
  for (const std::string target : {"/api/v1/health/", "/api/v1/booths/list/", "/media/booths/1/none.png"}) {
    const auto reply = seen(target, "http://localhost:3000");
    CHECK(reply.field("access-control-allow-origin") == "http://localhost:3000");
    CHECK(reply.field("access-control-expose-headers").find("Upload-Offset") != std::string::npos);
    CHECK(seen(target, "http://localhost:3001").field("access-control-allow-origin").empty());
    CHECK(seen(target, "null").field("access-control-allow-origin").empty());
  }
  CHECK(ask(box, "GET /api/v1/health/", "").field("vary") == "Origin");
}

TEST_CASE("cors: * allows every origin") {
  const WholeBox box({.allowed_origins = {"*"}});
  CHECK(ask(box, "GET /api/v1/health/", "Origin: null\r\n").field("access-control-allow-origin") == "*");
  CHECK(ask(box, "OPTIONS /api/v1/booths/", preflight("https://a.example.com"))
            .field("access-control-allow-origin") == "*");
}

TEST_CASE("portal: systems that ask for \"/\" of a host of their own are answered") {
  const WholeBox online({.portal = api::CaptivePortal::online}),
      portal({.portal = api::CaptivePortal::portal}), off;
  const auto root = [](const WholeBox& box, const std::string& host) {
    const auto reply = RawClient(box.port()).ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    REQUIRE(reply);
    return *reply;
  };
  CHECK(root(online, "networkcheck.kde.org").body == "OK\n");
  CHECK(root(online, "conncheck.opensuse.org").body == "NetworkManager is online\n");
  CHECK(root(online, "connectivity-check.ubuntu.com").status == 204);
  CHECK(root(online, "connectivity-check.ubuntu.com").field("x-networkmanager-status") == "online");
  for (const std::string host : {"networkcheck.kde.org", "connectivity-check.ubuntu.com"}) {
    CHECK(root(portal, host).status == 302);
    CHECK(root(off, host).status == 400);
    CHECK(root(online, "x." + host).status == 400);
  }
}
