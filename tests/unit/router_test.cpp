// SPDX-License-Identifier: MIT
#include "http/router.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "http/error.h"

namespace {

using http::Access;
using http::Request;
using http::Response;

class LongBody final : public http::Body {
 public:
  explicit LongBody(std::optional<std::uint64_t> length) : length_(length) {}
  std::optional<std::uint64_t> length() const override { return length_; }
  std::size_t read(char*, std::size_t) override { return 0; }
  void set_limit(std::uint64_t bytes) override { cap_ = bytes; }
  void cancel() override {}

  std::optional<std::uint64_t> cap_;

 private:
  const std::optional<std::uint64_t> length_;
};

// What a handler saw of the request, as its answer.
Response seen(Request& request) {
  std::string text = request.path;
  for (const std::string_view param : request.path_params) text.append(" ").append(param);
  return http::json(200, text);
}
http::Handler says(int status) {
  return [status](Request&) { return http::empty(status); };
}

http::Router make_router() {
  std::vector<http::Route> routes;
  routes.push_back({"/", Access::anyone, {{"GET", seen}}});
  routes.push_back({"/api/things/", Access::user, {{"GET", seen}, {"POST", says(201), 1000}}});
  routes.push_back({"/api/things/<id>/", Access::user, {{"GET", seen}, {"DELETE", says(204)}}});
  routes.push_back({"/api/things/new/", Access::admin, {{"PUT", says(200), 10}}});
  routes.push_back({"/api/only/", Access::user, {{"PUT", says(200), 10}}});
  routes.push_back({"/api/things/<id>/parts/<id>/", Access::user, {{"GET", seen}}});
  routes.push_back({"/files/<file>", Access::anyone, {{"GET", seen}}});
  routes.push_back({"/broken/", Access::anyone, {{"GET", [](Request&) -> Response {
                                                    throw std::runtime_error("secret");
                                                  }}}});
  routes.push_back({"/refuses/",
                    Access::anyone,
                    {{"GET", [](Request&) -> Response {
                        throw http::error_response(409, "Taken.", "taken").with_header("X-Why", "1");
                      }}}});
  return {std::move(routes), [](Request& request, const http::Route& route) {
            request.response_headers.emplace_back("X-Guarded", "1");
            if (route.access == Access::anyone) return;
            if (!request.header("authorization")) throw http::error_response(401, "Who are you?");
            if (route.access == Access::admin) throw http::error_response(403, "You may not.");
          }};
}

struct Ask {
  std::string_view method = "GET";
  std::string path;
  std::string_view query = {};
  bool known = true;
  http::Body* body = nullptr;
};

Response ask(const Ask& wanted) {
  static const http::Router router = make_router();
  Request request;
  const std::string target = wanted.path + (wanted.query.empty() ? "" : "?" + std::string(wanted.query));
  request.method = wanted.method;
  request.target = target;
  request.path = wanted.path;
  request.query = wanted.query;
  if (wanted.known) request.headers.emplace_back("authorization", "me");
  request.body = wanted.body;
  return router.dispatch(request);
}
Response get(const std::string& path) { return ask({.path = path}); }

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "none";
}

}  // namespace

TEST_CASE("router: a path goes to the route it matches, with its parameters") {
  CHECK(get("/").body == "/");
  CHECK(get("/api/things/").body == "/api/things/");
  CHECK(get("/api/things/7/").body == "/api/things/7/ 7");
  CHECK(get("/api/things/007/parts/12/").body == "/api/things/007/parts/12/ 007 12");
  CHECK(get("/files/3f9c.jpg").body == "/files/3f9c.jpg 3f9c.jpg");
  CHECK(get("/files/a b").body == "/files/a b a b");
}

TEST_CASE("router: what matches no route is not found, before anybody is asked who they are") {
  for (const char* path : {"*", "//", "/api/", "/api/other/", "/api/things/x/", "/api/things/-1/",
                           "/api/things/7/x/", "/api/things//", "/api//things/", "//api/things/",
                           "/api/things/7//", "/API/things/", "/api/things/7/parts/", "/api/things/\xd9\xa7/",
                           "/files/", "/files/a/b", "/files/a/", "/api/things/<id>/", "/api/things/new/x/"}) {
    CAPTURE(path);
    const Response response = ask({.path = path, .known = false});
    CHECK(response.status == 404);
    CHECK(response.body == "{\"detail\":\"Not found.\"}");
    CHECK(header(response, "X-Guarded") == "none");
  }
}

TEST_CASE("router: a URL that lacks its final slash alone is sent to the one with it") {
  Response response = ask({.path = "/api/things", .query = "page=2&x=%20", .known = false});
  CHECK(response.status == 301);
  CHECK(header(response, "Location") == "/api/things/?page=2&x=%20");
  CHECK(ask({.method = "HEAD", .path = "/api/things/7"}).status == 301);
  response = ask({.method = "POST", .path = "/api/things"});
  CHECK(response.status == 308);
  CHECK(header(response, "Location") == "/api/things/");
  CHECK(get("/api/other").status == 404);
  CHECK(get("/files").status == 404);
  CHECK(get("//api/things").status == 404);  // its Location would name another host
}

TEST_CASE(
    "router: the guard comes before the method, the method before the body, the body before the handler") {
  LongBody body(1001);
  CHECK(ask({.method = "POST", .path = "/api/things/", .known = false, .body = &body}).status == 401);
  CHECK(ask({.method = "PATCH", .path = "/api/things/", .known = false, .body = &body}).status == 401);
  CHECK(ask({.method = "POST", .path = "/api/things/new/", .body = &body}).status == 403);
  CHECK(ask({.method = "PATCH", .path = "/api/things/", .body = &body}).status == 405);
  const Response refused = ask({.method = "POST", .path = "/api/things/", .body = &body});
  CHECK(refused.status == 413);
  CHECK(refused.body == "{\"detail\":\"The request is too large.\"}");
  CHECK_FALSE(body.cap_);
}

TEST_CASE("router: a body within the cap goes on, and is held to it") {
  for (const auto length : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(1000)}) {
    LongBody body(length);
    CHECK(ask({.method = "POST", .path = "/api/things/", .body = &body}).status == 201);
    CHECK(body.cap_ == std::optional<std::uint64_t>(1000));
  }
  LongBody ignored(1'000'000);
  CHECK(ask({.method = "DELETE", .path = "/api/things/7/", .body = &ignored}).status == 204);
  CHECK_FALSE(ignored.cap_);
}

TEST_CASE("router: another method is refused with those there are") {
  const Response response = ask({.method = "PATCH", .path = "/api/things/"});
  CHECK(response.status == 405);
  CHECK(response.body == R"({"detail":"Method \"PATCH\" not allowed."})");
  CHECK(header(response, "Allow") == "GET, POST, HEAD, OPTIONS");
  CHECK(ask({.method = "get", .path = "/api/things/"}).status == 405);
  const Response no_get = ask({.method = "HEAD", .path = "/api/only/"});
  CHECK(no_get.status == 405);
  CHECK(header(no_get, "Allow") == "PUT, OPTIONS");
}

TEST_CASE("router: HEAD is answered by GET's handler, OPTIONS by the table") {
  CHECK(ask({.method = "HEAD", .path = "/api/things/7/"}).body == "/api/things/7/ 7");
  const Response options = ask({.method = "OPTIONS", .path = "/api/things/7/"});
  CHECK(options.status == 204);
  CHECK(header(options, "Allow") == "GET, DELETE, HEAD, OPTIONS");
  CHECK(ask({.method = "OPTIONS", .path = "/api/things/7/", .known = false}).status == 401);
}

TEST_CASE("router: what a handler throws becomes the answer, and tells no secrets") {
  const Response refused = get("/refuses/");
  CHECK(refused.status == 409);
  CHECK(refused.body == R"({"detail":"Taken.","code":"taken"})");
  CHECK(header(refused, "X-Why") == "1");
  CHECK(header(refused, "X-Guarded") == "1");
  const Response broken = get("/broken/");
  CHECK(broken.status == 500);
  CHECK(broken.body.find("secret") == std::string::npos);
  CHECK(header(broken, "X-Guarded") == "1");
}

TEST_CASE("router: ids beyond every row are no row") {
  Request request;
  request.path_params = {"7", "99999999999999999999999"};
  CHECK(request.id(0) == 7);
  CHECK(request.id(1) == 0);
  CHECK(request.id(2) == 0);
}
