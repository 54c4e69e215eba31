// SPDX-License-Identifier: MIT
#include "api/uploads/upload_request.h"

#include <algorithm>

#include "api/common/errors.h"
#include "api/request/field_validation.h"
#include "api/request/permissions.h"
#include "base/ids.h"
#include "base/text/text.h"
#include "http/error.h"
#include "store/sync/idempotency_keys.h"

namespace api {
namespace {

constexpr std::size_t name_bytes = 16;

// Never accepted, whatever the content, so it is rejected before the bytes arrive.
constexpr std::string_view never = "image/svg+xml";

store::MediaCollection collection_of(const Metadata& metadata) {
  const auto target = metadata.find("target");
  const std::string_view word = target == metadata.end() ? "" : std::string_view(target->second);
  if (word == "booth_image") return store::MediaCollection::booth_images;
  if (word == "booth_video") return store::MediaCollection::booth_videos;
  if (word == "item_image") return store::MediaCollection::item_images;
  throw_field_error("target", "Must be booth_image, booth_video or item_image.");
}

std::string text_in(const Metadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : found->second;
}

// Returns the id of the caller's row with this client id. A numeric value is returned as the id of any row.
std::int64_t row_in(const Context& context, const http::Request& request, const Metadata& metadata,
                    store::RowKind kind) {
  const std::string_view key = store::to_string(kind);
  const std::string text = text_in(metadata, key);
  if (text.empty()) throw_field_error(key, "This field is required.");
  if (const auto id = base::parse_int(text)) return *id;
  const auto named = store::row_by_client_id(context.store, caller_id(request), base::ascii_lower(text));
  if (!named || named->gone || named->row.kind != kind) throw http::not_found();
  return named->row.id;
}

void find_place(const Context& context, const http::Request& request, const Metadata& metadata,
                store::UploadRow& upload) {
  if (upload.collection != store::MediaCollection::item_images) {
    upload.booth = {row_in(context, request, metadata, store::RowKind::booth)};
    return;
  }
  upload.item = row_in(context, request, metadata, store::RowKind::item);
  const auto booth = store::booth_of(context.store, {*upload.item});
  if (!booth) throw http::not_found();
  upload.booth = *booth;
}

void check_size(const Context& context, const store::UploadRow& upload) {
  const media::Limits limits = context.library.limits();
  const std::uint64_t most = limits.max_bytes(media_kind(upload.collection));
  if (upload.size == 0)
    throw_field_error(form_field(upload.collection), media::error_message(media::FileError::empty, "", most));
  if (upload.size <= most) return;
  throw http::error_response(413, media::error_message(media::FileError::too_large, "", most))
      .with_header("Tus-Max-Size", std::to_string(std::max(limits.image_bytes, limits.video_bytes)));
}

// The declared type may be wrong or missing, since the content decides. A type of the other kind is an error.
void check_type(const Context& context, const Metadata& metadata, store::UploadRow& upload) {
  const media::MediaKind kind = media_kind(upload.collection);
  const std::string type = base::ascii_lower(text_in(metadata, "filetype"));
  const bool other_kind = type.starts_with(kind == media::MediaKind::image ? "video/" : "image/");
  const auto complain = [&](media::FileError fault) {
    throw_field_error(form_field(upload.collection), media::error_message(fault, upload.file_name, 0));
  };
  const std::string extension = type.empty() ? media::extension_of(upload.file_name) : "";
  if (const auto heic = media::heic_type(type, extension); heic && kind == media::MediaKind::image) {
    if (const auto fault = media::fault_of_type(*heic, context.library.limits().heic)) complain(*fault);
  }
  if (other_kind || type == never) {
    complain(kind == media::MediaKind::image ? media::FileError::not_an_image
                                             : media::FileError::not_a_video);
  }
  const auto file = context.library.new_name(upload.file_name, kind, type);
  if (!file) complain(media::FileError::bad_extension);
  upload.file = *file;
}

void take_fields(const Metadata& metadata, store::UploadRow& upload) {
  RequestForm form;
  form.html = true;
  for (const auto& [key, value] : metadata) form.values[key] = base::Json(value);
  FieldReader fields(form, FieldReader::Mode::partial);
  upload.client_id = fields.uuid("client_id").value_or(base::new_uuid());
  upload.primary = fields.boolean("primary").value_or(false);
  if (const std::string hash = base::ascii_lower(text_in(metadata, "sha256")); !hash.empty()) {
    if (!is_sha256(hash)) fields.add_error("sha256", "Must be 64 hexadecimal digits.");
    upload.sha256 = hash;
  }
  fields.throw_if_invalid();
}

// Finds a media row created earlier with this client id, possibly by a plain upload.
void find_made_before(const Context& context, store::UserId owner, store::UploadRow& upload) {
  const auto named = store::row_by_client_id(context.store, owner, upload.client_id);
  if (!named) return;
  if (named->gone) throw gone();
  const bool same_place = named->row.kind == store::kind_for(upload.collection) &&
                          store::media_by_id(context.store, upload.shelf(), {named->row.id}).has_value();
  if (!same_place) throw client_id_in_use();
  upload.media = {named->row.id};
  upload.state = store::UploadState::finished;
  upload.received = upload.size;
}

}  // namespace

std::string_view form_field(store::MediaCollection collection) {
  return store::to_string(store::kind_for(collection));
}

std::string new_upload_name() { return base::random_hex(name_bytes); }

store::UploadRow parse_upload_request(const Context& context, const http::Request& request,
                                      std::uint64_t size) {
  const Metadata metadata = metadata_of(request);
  store::UploadRow upload{.name = new_upload_name(),
                          .user = caller_id(request),
                          .collection = collection_of(metadata),
                          .file_name = text_in(metadata, "filename"),
                          .metadata = std::string(request.header("upload-metadata").value_or("")),
                          .size = size,
                          .touched_at = context.clock.uptime()};
  take_fields(metadata, upload);
  find_place(context, request, metadata, upload);
  const store::UserId owner = require_write_access(context, request, upload.booth);
  check_size(context, upload);
  check_type(context, metadata, upload);
  find_made_before(context, owner, upload);
  return upload;
}

}  // namespace api
