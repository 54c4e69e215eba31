// SPDX-License-Identifier: MIT
#include "api/uploads/tus_headers.h"

#include <algorithm>
#include <array>

#include "api/common/json_rows.h"
#include "base/text/text.h"
#include "http/error.h"

namespace api {
namespace {

constexpr std::string_view version = "1.0.0";
constexpr std::string_view uploads_url = "/api/v1/uploads/";
constexpr std::size_t max_metadata = 8 * 1024;
constexpr std::size_t sha1_bytes = 20, sha256_bytes = 32;

std::optional<std::uint64_t> count_in(const http::Request& request, std::string_view name) {
  const auto text = request.header(name);
  if (!text || text->starts_with('-')) return {};
  const auto number = base::parse_int(*text);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

http::HttpError bad_metadata() {
  return http::error_response(
      400, "Upload-Metadata must be pairs of a key and a value in base64, separated by commas.");
}

http::HttpError bad_checksum() {
  return http::error_response(400, "Upload-Checksum must be sha1 or sha256 and the checksum in base64.");
}

}  // namespace

void override_method(http::Request& request, std::string_view pattern) {
  constexpr std::array<std::string_view, 5> methods = {"GET", "HEAD", "POST", "PATCH", "DELETE"};
  const auto wanted = request.header("x-http-method-override");
  if (!wanted || !pattern.starts_with(uploads_url)) return;
  const auto found = std::ranges::find_if(methods, [&](auto one) { return base::iequals(one, *wanted); });
  if (found != methods.end()) request.method = *found;
}

void add_tus_headers(const Context& context, http::Request& request, std::string_view pattern) {
  if (!pattern.starts_with(uploads_url)) return;
  auto& headers = request.response_headers;
  headers.emplace_back("Tus-Resumable", version);
  if (request.method != "OPTIONS") return;
  const media::Limits limits = context.library.limits();
  headers.emplace_back("Tus-Version", version);
  headers.emplace_back("Tus-Extension",
                       "creation,creation-with-upload,expiration,termination,checksum,concatenation");
  headers.emplace_back("Tus-Max-Size", std::to_string(std::max(limits.image_bytes, limits.video_bytes)));
  headers.emplace_back("Tus-Checksum-Algorithm", "sha1,sha256");
}

void require_tus(const http::Request& request) {
  if (request.header("tus-resumable") == version) return;
  throw http::error_response(412, "This box speaks tus 1.0.0: say so in Tus-Resumable.")
      .with_header("Tus-Version", std::string(version));
}

void require_chunk(const http::Request& request) {
  if (http::is_tus_chunk(request.header("content-type").value_or(""))) return;
  throw http::error_response(415, "The Content-Type of a piece is application/offset+octet-stream.");
}

bool has_chunk(const http::Request& request) {
  if (request.body == nullptr || request.body->empty()) return false;
  require_chunk(request);
  return true;
}

std::uint64_t upload_length(const http::Request& request) {
  const auto length = count_in(request, "upload-length");
  if (!length) {
    throw http::error_response(400, "Upload-Length must be the number of bytes. It cannot be told later.");
  }
  return *length;
}

std::uint64_t upload_offset(const http::Request& request) {
  const auto offset = count_in(request, "upload-offset");
  if (!offset)
    throw http::error_response(400, "Upload-Offset must be the number of bytes that have come so far.");
  return *offset;
}

Metadata metadata_of(const http::Request& request) {
  const std::string_view text = request.header("upload-metadata").value_or("");
  if (text.size() > max_metadata) throw bad_metadata();
  Metadata metadata;
  for (const std::string_view pair : base::split(text, ",")) {
    const auto words = base::split(pair, " ");
    if (words.empty() || words.size() > 2) throw bad_metadata();
    const auto value = base::base64_decode(words.size() == 2 ? words[1] : "");
    if (!value || !base::valid_utf8(*value)) throw bad_metadata();
    if (!metadata.emplace(words[0], *value).second) throw bad_metadata();
  }
  return metadata;
}

std::optional<UploadChecksum> UploadChecksum::of(const http::Request& request) {
  const auto text = request.header("upload-checksum");
  if (!text) return {};
  const auto words = base::split(*text, " ");
  const auto wanted = words.size() == 2 ? base::base64_decode(words[1]) : std::nullopt;
  if (!wanted) throw bad_checksum();
  UploadChecksum checksum;
  checksum.wanted_ = *wanted;
  if (words[0] == "sha1" && wanted->size() == sha1_bytes) {
    checksum.sha1_.emplace();
  } else if (words[0] == "sha256" && wanted->size() == sha256_bytes) {
    checksum.sha256_.emplace();
  } else {
    throw bad_checksum();
  }
  return checksum;
}

void UploadChecksum::update(std::string_view bytes) {
  if (sha1_) sha1_->update(bytes);
  if (sha256_) sha256_->update(bytes);
}

bool UploadChecksum::matches() { return (sha1_ ? sha1_->digest() : sha256_->digest()) == wanted_; }

std::string url_of(const store::UploadRow& upload) {
  return std::string(uploads_url).append(upload.name).append("/");
}

std::string media_url_of(const store::UploadRow& upload) {
  std::optional<store::ItemId> item;
  if (upload.item) item = store::ItemId{*upload.item};
  return media_path(upload.collection, upload.booth, item, upload.media);
}

std::int64_t seconds_left(const Context& context, const store::UploadRow& upload) {
  const bool untouched = upload.state == store::UploadState::receiving && upload.received == 0;
  const std::int64_t lifetime = untouched ? reservation_lifetime : upload_lifetime;
  return lifetime - (context.clock.uptime() - upload.touched_at);
}

bool has_expired(const Context& context, const store::UploadRow& upload) {
  return seconds_left(context, upload) <= 0;
}

// Without a trusted clock, Upload-Expires could make a client believe that the upload has expired.
http::Response& add_progress_headers(const Context& context, http::Response& response,
                                     const store::UploadRow& upload) {
  response.with_header("Upload-Offset", std::to_string(upload.received));
  const bool ends = upload.state == store::UploadState::receiving && context.clock.trusted();
  if (!ends) return response;
  return response.with_header("Upload-Expires",
                              base::http_time(context.clock.now() + seconds_left(context, upload)));
}

}  // namespace api
