// SPDX-License-Identifier: MIT
#pragma once

// Parses and writes the headers of tus 1.0 (https://tus.io/protocols/resumable-upload).
// Thread safety: all functions may be called from any thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/context/context.h"
#include "crypto/hash.h"
#include "http/message.h"
#include "store/uploads.h"

namespace api {

// Applies X-HTTP-Method-Override (tus 1.0) on upload URLs, for clients that cannot send PATCH or DELETE.
void override_method(http::Request& request, std::string_view pattern);

// Adds the headers that every response under the upload URLs carries, including errors. OPTIONS adds more.
void add_tus_headers(const Context& context, http::Request& request, std::string_view pattern);

void require_tus(const http::Request& request);    // throws 412
void require_chunk(const http::Request& request);  // checks the Content-Type of a chunk; throws 415
bool has_chunk(const http::Request& request);      // true if there is a body of that type; throws 415

std::uint64_t upload_length(const http::Request& request);  // Upload-Length; throws 400
std::uint64_t upload_offset(const http::Request& request);  // Upload-Offset; throws 400

// Parses Upload-Metadata. A key without a value maps to "". Throws 400.
using Metadata = std::map<std::string, std::string, std::less<>>;
Metadata metadata_of(const http::Request& request);

// Compares Upload-Checksum with the bytes of a chunk.
class UploadChecksum {
 public:
  static std::optional<UploadChecksum> of(const http::Request& request);  // throws 400
  void update(std::string_view bytes);
  bool matches();  // call once, after the last update()

 private:
  std::optional<crypto::Sha1> sha1_;
  std::optional<crypto::Sha256> sha256_;
  std::string wanted_;
};

std::string url_of(const store::UploadRow& upload);        // without the origin
std::string media_url_of(const store::UploadRow& upload);  // of a finished upload; DELETE accepts it
// An upload expires after this many seconds of uptime without new bytes. An upload with no bytes at all
// expires sooner, because it reserves space.
inline constexpr std::int64_t upload_lifetime = 24 * 60 * 60, reservation_lifetime = 15 * 60;
std::int64_t seconds_left(const Context& context, const store::UploadRow& upload);
bool has_expired(const Context& context, const store::UploadRow& upload);

// Adds Upload-Offset, and Upload-Expires to an unfinished upload if the clock is trusted.
http::Response& add_progress_headers(const Context& context, http::Response& response,
                                     const store::UploadRow& upload);

}  // namespace api
