// SPDX-License-Identifier: MIT
#include "api/assets.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/handlers.h"
#include "http/encoding.h"
#include "http/error.h"
#include "http/range.h"

namespace api {
namespace {

constexpr std::string_view page = "index.html";
constexpr std::string_view schema = "openapi.json";

// The page runs nothing, and shows and asks nothing, but what comes from this box.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

std::string_view content_type_of(std::string_view name) {
  using Kind = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Kind, 8> kinds = {{{".html", "text/html; charset=utf-8"},
                                          {".css", "text/css; charset=utf-8"},
                                          {".js", "text/javascript; charset=utf-8"},
                                          {".json", "application/json"},
                                          {".svg", "image/svg+xml"},
                                          {".png", "image/png"},
                                          {".txt", "text/plain; charset=utf-8"},
                                          {".woff2", "font/woff2"}}};
  const auto found =
      std::ranges::find_if(kinds, [&](const Kind& kind) { return name.ends_with(kind.first); });
  return found == kinds.end() ? "application/octet-stream" : found->second;
}

// no-cache: a browser asks each time whether it still has the right one, so that page and box fit together
// from the first look after an update.
http::Response send(const http::Request& request, std::string_view name) {
  const auto all = assets();
  const auto asset = std::ranges::find(all, name, &Asset::name);
  if (asset == all.end()) throw http::not_found();
  const bool packed =
      !asset->gzip.empty() && http::takes_gzip(request.header("accept-encoding").value_or(""));
  const std::string tag = '"' + std::string(asset->sha256) + (packed ? "-gzip\"" : "\"");
  const auto known = request.header("if-none-match");
  const bool unchanged = known && http::names_tag(*known, tag);

  http::Response response;
  response.status = unchanged ? 304 : 200;
  if (!unchanged) {
    response.body = packed ? asset->gzip : asset->content;
    response.content_type = content_type_of(name);
    if (packed) response.with("Content-Encoding", "gzip");
  }
  response.with("ETag", tag)
      .with("Cache-Control", "no-cache")
      .with("Vary", "Accept-Encoding")
      .with("Content-Security-Policy", std::string(policy));
  return response;
}

}  // namespace

http::Response send_page(const Services&, http::Request& request) { return send(request, page); }

http::Response send_schema(const Services&, http::Request& request) { return send(request, schema); }

// The page has one URL, so that everything in it finds what is relative to that.
http::Response send_asset(const Services&, http::Request& request) {
  if (request.params.at(0) == page) throw http::not_found();
  return send(request, request.params.at(0));
}

}  // namespace api
