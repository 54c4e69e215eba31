// SPDX-License-Identifier: MIT
#include "api/uploads/concatenation.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/common/errors.h"
#include "api/request/commit.h"
#include "api/request/permissions.h"
#include "api/uploads/chunk_receiver.h"
#include "api/uploads/tus_headers.h"
#include "api/uploads/upload_request.h"
#include "base/ids.h"
#include "base/text/text.h"
#include "http/error.h"
#include "http/server/request_body.h"

namespace api {
namespace {

constexpr std::string_view partial = "partial", final_of = "final;";
constexpr std::size_t max_parts = 50;  // the limit of unfinished uploads per account

http::HttpError bad_concat() {
  return http::error_response(400, "Upload-Concat must be partial, or final; and the URLs of 1 to 50 parts.");
}

// Returns the upload name in an absolute or relative URL.
std::string_view name_in(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return url.substr(url.rfind('/') + 1);
}

store::UploadRow part_named(const Context& context, const http::Request& request, std::string_view name) {
  auto part = store::upload_by_name(context.store, name);
  if (!part || part->user != caller_id(request) || !is_part(*part)) throw http::not_found();
  if (part->received != part->size || part->state != store::UploadState::receiving) {
    throw http::error_response(409, "A part has not come as a whole yet.");
  }
  return *std::move(part);
}

}  // namespace

Concat concat_asked(const http::Request& request) {
  const auto text = request.header("upload-concat");
  if (!text) return Concat::none;
  if (*text == partial) return Concat::partial;
  if (text->starts_with(final_of)) return Concat::final;
  throw bad_concat();
}

bool is_part(const store::UploadRow& upload) { return upload.concat == partial; }
bool is_joined(const store::UploadRow& upload) { return upload.concat.starts_with(final_of); }

store::UploadRow wished_part(const Context& context, const http::Request& request) {
  const media::Limits limits = context.library.limits();
  store::UploadRow part{.name = new_upload_name(),
                        .user = caller_id(request),
                        .client_id = base::new_uuid(),
                        .collection = store::MediaCollection::booth_videos,
                        .metadata = std::string(request.header("upload-metadata").value_or("")),
                        .size = upload_length(request),
                        .file = *context.library.new_name("", media::MediaKind::video, ""),
                        .touched_at = context.clock.uptime(),
                        .concat = std::string(partial)};
  metadata_of(request);  // throws if invalid
  if (part.size == 0) throw_field_error("Upload-Length", "A part must have at least one byte.");
  if (part.size > std::max(limits.image_bytes, limits.video_bytes)) {
    throw http::error_response(413,
                               media::error_message(media::FileError::too_large, "", limits.video_bytes));
  }
  return part;
}

std::vector<store::UploadRow> parts_asked(const Context& context, const http::Request& request) {
  const std::string_view text = request.header("upload-concat").value_or("");
  const auto urls = base::split(text.substr(std::min(final_of.size(), text.size())), " ");
  if (urls.empty() || urls.size() > max_parts) throw bad_concat();
  std::vector<store::UploadRow> parts;
  for (const std::string_view url : urls) parts.push_back(part_named(context, request, name_in(url)));
  return parts;
}

std::uint64_t size_of(std::span<const store::UploadRow> parts) {
  std::uint64_t size = 0;
  for (const store::UploadRow& part : parts) size += part.size;
  return size;
}

void forget_parts(const Context& context, std::span<const store::UploadRow> parts) {
  store::WriteBatch write;
  for (const store::UploadRow& part : parts) store::delete_upload(write, part.name);
  commit(context, write);
  for (const store::UploadRow& part : parts) discard_upload(context, part);
}

JoinedBody::JoinedBody(const media::FileStore& library, std::span<const store::UploadRow> parts,
                       std::uint64_t from)
    : library_(library), parts_(parts), skipped_(from), left_(size_of(parts) - from) {
  while (!parts_.empty() && skipped_ >= parts_.front().size) {
    skipped_ -= parts_.front().size;
    parts_ = parts_.subspan(1);
  }
}

// Returns fewer bytes than length() announced if a file is missing or shorter than its row says.
std::size_t JoinedBody::read(char* to, std::size_t room) {
  if (cancelled_) throw http::body_truncated();
  while (!parts_.empty()) {
    if (!file_) {
      file_ = library_.open(parts_.front().file);
      if (!file_) return 0;
      if (::lseek(file_.get(), static_cast<off_t>(std::exchange(skipped_, 0)), SEEK_SET) < 0) return 0;
    }
    if (const std::size_t got = base::read_up_to(file_, to, room)) {
      left_ -= std::min<std::uint64_t>(got, left_);
      return got;
    }
    file_ = {};
    parts_ = parts_.subspan(1);
  }
  return 0;
}

}  // namespace api
