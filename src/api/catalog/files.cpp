// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "api/request/handler.h"
#include "base/clock.h"
#include "http/error.h"
#include "http/range.h"

namespace api {
namespace {

// Maps the stored type to one of a fixed list, so that a browser receives no other.
std::string_view content_type_of(std::string_view stored) {
  constexpr std::array<std::string_view, 16> known = {
      "image/jpeg", "image/png",        "image/gif",       "image/webp", "image/bmp",       "image/tiff",
      "image/heic", "image/avif",       "image/jxl",       "video/mp4",  "video/quicktime", "video/3gpp",
      "video/webm", "video/x-matroska", "video/x-msvideo", "video/mpeg"};
  const auto found = std::ranges::find(known, stored);
  return found == known.end() ? "application/octet-stream" : *found;
}

// Both validators are strong, because a file never changes under its name.
struct Validators {
  std::string tag;  // quoted
  base::UnixSeconds modified = 0;
};

// RFC 9110 §13.2.2: If-Modified-Since is ignored if If-None-Match is present.
bool has_it_already(const http::Request& request, const Validators& file) {
  if (request.header("if-none-match")) return http::knows_tag(request.headers, file.tag);
  const auto since = http::parse_http_date(request.header("if-modified-since").value_or(""));
  return since && *since >= file.modified;
}

// Returns the Range header, unless If-Range does not match. Only GET supports ranges (RFC 9110 §14.2).
std::optional<std::string_view> wanted_range(const http::Request& request, const Validators& file) {
  if (request.method != "GET") return {};
  const auto condition = request.header("if-range");
  if (condition && *condition != file.tag && http::parse_http_date(*condition) != file.modified) return {};
  return request.header("range");
}

// Adds the fields that a cache stores. A 304 replaces the stored ones (RFC 9111 §3.2).
http::Response with_cache_fields(http::Response response, const Validators& file) {
  response.with_header("Cross-Origin-Resource-Policy", "cross-origin")
      .with_header("ETag", file.tag)
      .with_header("Last-Modified", base::http_time(file.modified))
      .with_header("Cache-Control", "public, max-age=31536000, immutable");
  return response;
}

http::Response whole_or_part(http::FileRange whole, std::optional<std::string_view> wanted) {
  http::Response response;
  http::Range part{whole.offset, whole.size};
  const std::string size = std::to_string(whole.size);
  switch (http::parse_range(wanted, whole.size, part)) {
    case http::RangeKind::unsatisfiable:
      throw http::error_response(416, "The file has no such part.")
          .with_header("Content-Range", "bytes */" + size);
    case http::RangeKind::part:
      response.status = 206;
      response.with_header("Content-Range", "bytes " + std::to_string(part.offset) + "-" +
                                                std::to_string(part.offset + part.size - 1) + "/" + size);
      break;
    case http::RangeKind::whole:
      break;
  }
  response.file = {std::move(whole.file), part.offset, part.size};
  return response;
}

http::Response send(const Context& context, const http::Request& request, bool of_item) {
  const std::string_view name = request.path_params.at(1);
  const auto row = store::media_file_info(context.store, of_item, request.id(0), name);
  if (!row) throw http::not_found();
  const Validators validators{'"' + std::string(name) + '"', row->created_at};
  if (has_it_already(request, validators)) return with_cache_fields(http::empty(304), validators);

  auto file = std::make_shared<base::Descriptor>(context.library.open(name));
  if (!*file) throw http::not_found();
  http::Response response = whole_or_part({std::move(file), 0, row->size}, wanted_range(request, validators));
  response.content_type = content_type_of(row->content_type);
  response.with_header("Accept-Ranges", "bytes")
      .with_header("Content-Security-Policy", "default-src 'none'; sandbox");
  return with_cache_fields(std::move(response), validators);
}

}  // namespace

http::Response get_booth_file(const Context& context, http::Request& request) {
  return send(context, request, false);
}

http::Response get_item_file(const Context& context, http::Request& request) {
  return send(context, request, true);
}

}  // namespace api
