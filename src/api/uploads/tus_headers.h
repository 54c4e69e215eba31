// SPDX-License-Identifier: MIT
#pragma once

// The headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read and written. Any thread may call.

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

// X-HTTP-Method-Override, which tus has for clients that cannot send PATCH or DELETE, at its URLs alone.
void override_method(http::Request& request, std::string_view pattern);

// What every answer under these URLs carries, whatever becomes of the request; OPTIONS tells more.
void add_tus_headers(const Context& services, http::Request& request, std::string_view pattern);

void require_tus(const http::Request& request);    // throws 412
void require_chunk(const http::Request& request);  // the Content-Type of bytes; throws 415
bool has_chunk(const http::Request& request);      // it has a body, of that type; throws 415

std::uint64_t upload_length(const http::Request& request);  // Upload-Length; throws 400
std::uint64_t upload_offset(const http::Request& request);  // Upload-Offset; throws 400

// Upload-Metadata. Keys without a value have "". Throws 400.
using Metadata = std::map<std::string, std::string, std::less<>>;
Metadata metadata_of(const http::Request& request);

// Upload-Checksum, and what came so far.
class UploadChecksum {
 public:
  static std::optional<UploadChecksum> of(const http::Request& request);  // throws 400
  void update(std::string_view bytes);
  bool matches();  // once, at the end

 private:
  std::optional<crypto::Sha1> sha1_;
  std::optional<crypto::Sha256> sha256_;
  std::string wanted_;
};

std::string url_of(const store::UploadRow& upload);        // without the origin
std::string media_url_of(const store::UploadRow& upload);  // of a finished one: what DELETE takes
// An upload is forgotten when nothing has come of it for so many seconds of uptime; sooner while it has no
// byte at all, as it keeps room from others.
inline constexpr std::int64_t upload_lifetime = 24 * 60 * 60, reservation_lifetime = 15 * 60;
std::int64_t seconds_left(const Context& services, const store::UploadRow& upload);
bool has_expired(const Context& services, const store::UploadRow& upload);

// Upload-Offset, and Upload-Expires while the box knows the time.
http::Response& add_progress_headers(const Context& services, http::Response& response,
                                     const store::UploadRow& upload);

}  // namespace api
