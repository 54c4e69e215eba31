// SPDX-License-Identifier: MIT
// Input: a byte that decides the method, then a request target.
// A handler is reached only past the guard and only by a path that its pattern spells; a redirection stays on
// this server.

#include "http/router.h"

#include "base/text/text.h"
#include "fuzz/fuzz.h"

namespace {

// The shapes of the table in api/routes.cpp.
constexpr std::string_view patterns[] = {"/readyz",
                                         "/api/v1/health/",
                                         "/api/v1/booths/",
                                         "/api/v1/booths/list/",
                                         "/api/v1/booths/<id>/",
                                         "/api/v1/booths/<id>/items/<id>/images/<id>/set-primary/",
                                         "/media/booths/<id>/<file>"};

struct Reached {
  int guarded = 0, handled = 0;
  std::string spelled;
};
Reached reached;

// The pattern with the parameters in their places.
std::string spell(std::string_view pattern, const std::vector<std::string_view>& params) {
  std::string path;
  auto next = params.begin();
  while (!pattern.empty()) {
    if (pattern.front() == '<') {
      fuzz::require(next != params.end(), "a value for each parameter");
      const bool is_id = pattern.starts_with("<id>");
      fuzz::require(!next->empty() && next->find('/') == next->npos, "a parameter is one segment");
      fuzz::require(!is_id || next->find_first_not_of("0123456789") == next->npos, "an id is digits");
      path += *next++;
      pattern.remove_prefix(pattern.find('>') + 1);
    } else {
      path += pattern.front();
      pattern.remove_prefix(1);
    }
  }
  fuzz::require(next == params.end(), "no value without a parameter");
  return path;
}

http::Router make_router() {
  std::vector<http::Route> routes;
  for (const std::string_view pattern : patterns) {
    const auto handler = [pattern](http::Request& request) {
      ++reached.handled;
      reached.spelled = spell(pattern, request.path_params);
      return http::json(200, "{}");
    };
    routes.push_back({pattern, http::Access::user, {{"GET", handler}, {"POST", handler}}});
  }
  return {std::move(routes), [](http::Request&, const http::Route&) { ++reached.guarded; }};
}

std::string location(const http::Response& response) {
  const auto found =
      std::ranges::find_if(response.headers, [](const auto& h) { return h.first == "Location"; });
  return found == response.headers.end() ? "" : found->second;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const http::Router router = make_router();
  constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "OPTIONS", "DELETE", "BREW"};
  std::string_view target = fuzz::view(data, size);
  const std::uint8_t which = fuzz::take_byte(target);
  // Nothing else comes through http/head.
  const bool good = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  if (!target.starts_with('/') || !good) return 0;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto path = base::percent_decode(target.substr(0, mark));
  if (!path) return 0;

  http::Request request;
  request.method = methods[which % std::size(methods)];
  request.target = target;
  request.path = *path;
  request.query = target.substr(std::min(mark + 1, target.size()));
  reached = {};
  const http::Response response = router.dispatch(request);
  fuzz::require(reached.handled == (response.status == 200), "200 is the handler's");
  fuzz::require(reached.guarded == (response.status != 404 && location(response).empty()),
                "whoever finds something has passed the guard");
  fuzz::require(reached.handled == 0 || reached.spelled == *path, "the pattern spells the path");
  if (response.status == 301 || response.status == 308) {
    const std::string to = location(response);
    fuzz::require(to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"), "on this server");
    fuzz::require(to.substr(0, to.find('?')) == std::string(target.substr(0, mark)) + '/', "one slash more");
  }
  return 0;
}
