// SPDX-License-Identifier: MIT
#include "api/web_assets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/request/handler.h"
#include "http/accept_encoding.h"
#include "http/error.h"
#include "http/range.h"

namespace api {
namespace {

constexpr std::string_view page = "index.html";
constexpr std::string_view schema = "openapi.json";
constexpr std::size_t small_answer = 16 * 1024;

// The page may load and request only resources of this server.
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

// Holds every asset larger than small_answer in one anonymous file, which all connections share. With a copy
// per connection, memory use would grow with the number of clients that do not read.
class SharedCopy {
 public:
  SharedCopy() : file_(std::make_shared<base::Descriptor>(memfd_create("assets", MFD_CLOEXEC))) {
    std::uint64_t at = 0;
    for (const Asset& asset : assets()) {
      for (const std::string_view content : {asset.content, asset.gzip}) {
        if (content.size() <= small_answer || !write(content)) continue;
        places_.emplace(content.data(), http::FileRange{file_, at, content.size()});
        at += content.size();
      }
    }
  }
  std::optional<http::FileRange> part(std::string_view content) const {
    const auto found = places_.find(content.data());
    return found == places_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  bool write(std::string_view content) const {
    return ::write(file_->get(), content.data(), content.size()) == std::ssize(content);
  }

  const std::shared_ptr<base::Descriptor> file_;
  std::map<const char*, http::FileRange> places_;
};

void put_content(http::Response& response, std::string_view content) {
  static const SharedCopy copy;
  if (content.size() > small_answer) response.file = copy.part(content);
  if (!response.file) response.body = content;
}

// no-cache: browsers revalidate on every request, so that the page matches the server right after an update.
http::Response send(const http::Request& request, std::string_view name) {
  const auto all = assets();
  const auto asset = std::ranges::find(all, name, &Asset::name);
  if (asset == all.end()) throw http::not_found();
  const bool packed =
      !asset->gzip.empty() && http::accepts_gzip(request.header("accept-encoding").value_or(""));
  const std::string tag = '"' + std::string(asset->sha256) + (packed ? "-gzip\"" : "\"");
  const bool unchanged = http::knows_tag(request.headers, tag);

  http::Response response;
  response.status = unchanged ? 304 : 200;
  if (!unchanged) {
    put_content(response, packed ? asset->gzip : asset->content);
    response.content_type = content_type_of(name);
    if (packed) response.with_header("Content-Encoding", "gzip");
  }
  response.with_header("ETag", tag)
      .with_header("Cache-Control", "no-cache")
      .with_header("Vary", "Accept-Encoding")
      .with_header("Content-Security-Policy", std::string(policy));
  return response;
}

}  // namespace

http::Response send_page(const Context&, http::Request& request) { return send(request, page); }

// JSON is valid YAML 1.2, so only the content type differs.
http::Response send_schema(const Context&, http::Request& request) {
  http::Response response = send(request, schema);
  if (response.status == 200 && request.query_parameter("format") == "yaml") {
    response.content_type = "application/yaml";
  }
  return response;
}

// The page is served at one URL only, so that its relative URLs resolve.
http::Response send_asset(const Context&, http::Request& request) {
  if (request.path_params.at(0) == page) throw http::not_found();
  return send(request, request.path_params.at(0));
}

}  // namespace api
