// SPDX-License-Identifier: MIT
#include "api/common/errors.h"
#include "api/common/json_rows.h"
#include "api/request/commit.h"
#include "api/request/handler.h"
#include "api/request/permissions.h"
#include "api/request/quotas.h"
#include "api/uploads/chunk_receiver.h"
#include "api/uploads/concatenation.h"
#include "api/uploads/upload_request.h"
#include "base/text/text.h"
#include "http/error.h"

namespace api {
namespace {

using store::UploadState;

constexpr std::int64_t max_unfinished = 50;  // of one account

http::HttpError over() { return http::detail(410, "This upload is over. Begin a new one.", "gone"); }

// The caller's own; administrators see all.
store::UploadRow upload_in_path(const Context& services, const http::Request& request) {
  auto upload = store::upload_named(services.store, request.params.at(0));
  const bool theirs = upload && (upload->user == caller_of(request) || request.caller.admin);
  if (!theirs) throw http::not_found();
  const bool ended = upload->state == UploadState::receiving && has_expired(services, *upload);
  if (ended && !services.receiving.taken(upload->name)) throw over();
  return std::move(*upload);
}

// What a finished upload has become may be deleted since: then the same file may be sent anew.
void require_media(const Context& services, const store::UploadRow& upload) {
  if (upload.state != UploadState::finished) return;
  if (!store::media_by_id(services.store, upload.shelf(), upload.media)) throw over();
}

http::HttpError elsewhere(const store::UploadRow& upload) {
  return http::detail(409, "Upload-Offset is not what has come so far.")
      .with("Upload-Offset", std::to_string(upload.received));
}

// A drive that has lost what it said it had: nothing good can be put behind it.
void take_in(const Context& services, http::Request& request, UploadLocks::UploadLock& turn,
             store::UploadRow& upload) {
  std::optional<ChunkReceiver> intake;
  try {
    intake.emplace(services, request, turn, upload);
  } catch (const base::DiskError& error) {
    if (error.code().value() != ENODATA && error.code().value() != ENOENT) throw;
    fail_upload(services, upload, over());
    throw over();
  }
  intake->take();
}

void require_place_for_one_more(const Context& services, const store::UploadRow& upload) {
  if (upload.collection == store::MediaCollection::booth_videos) services.uploads.require_videos();
  if (store::count_unfinished(services.store, upload.user) >= max_unfinished) {
    throw http::detail(429,
                       "There are " + std::to_string(max_unfinished) +
                           " unfinished uploads of yours. Finish or delete some of them first.",
                       "too_many_uploads")
        .with("Retry-After", "60");
  }
  services.library.require_room(upload.size + store::sum_of_unfinished(services.store).missing);
}

// The one there is by this client id, or the wished one, which is then on the drive.
store::UploadRow begun(const Context& services, const store::UploadRow& wish) {
  store::WriteBatch write;
  for (bool again = false;; again = true) {
    const auto there = store::upload_of(services.store, wish.user, wish.client_id);
    const bool alive = there && there->state != UploadState::failed && !has_expired(services, *there);
    if (alive) {
      if (there->size == wish.size) return *there;
      throw http::detail(409, "This client_id belongs to an upload of another length.");
    }
    if (again) throw over();
    if (wish.state == UploadState::receiving) require_place_for_one_more(services, wish);
    if (there) store::forget_upload(write, there->name);
    store::add_upload(write, wish);
    try {
      commit(services, write);
      if (there) clear_away(services, *there);
      return wish;
    } catch (const WriteRejected& refused) {
      if (refused.why != store::Rejection::taken) throw;  // somebody was faster
    }
  }
}

http::Response progress(const Context& services, int status, const store::UploadRow& upload) {
  http::Response response = http::empty(status);
  with_progress(services, response, upload);
  if (upload.state == UploadState::finished) response.with("Content-Location", media_url_of(upload));
  return response;
}

void write_state(base::JsonWriter& json, const Context& services, const http::Request& request,
                 const store::UploadRow& upload) {
  const bool verifies = upload.state == UploadState::receiving && services.receiving.verifies(upload.name);
  json.begin_object()
      .member("url", request.origin() + url_of(upload))
      .member("filename", upload.file_name)
      .member("state", verifies ? "verifying" : store::word_of(upload.state))
      .member("offset", static_cast<std::int64_t>(upload.received))
      .member("length", static_cast<std::int64_t>(upload.size))
      .member("client_id", upload.client_id)
      .key("media");
  const auto media = upload.state == UploadState::finished
                         ? store::media_by_id(services.store, upload.shelf(), upload.media)
                         : std::nullopt;
  if (media) {
    write_media(json, *media, request.origin());
  } else {
    json.null();
  }
  json.key("fault");
  if (upload.state == UploadState::failed) {
    json.begin_object().member("status", upload.fault_status).key("body").json(upload.fault).end_object();
  } else {
    json.null();
  }
  json.end_object();
}

std::string state_in_json(const Context& services, const http::Request& request,
                          const store::UploadRow& upload) {
  std::string body;
  base::JsonWriter json(body);
  write_state(json, services, request, upload);
  return body;
}

bool is_untouched(const store::UploadRow& upload) {
  return upload.state == UploadState::receiving && upload.received == 0;
}

// The bytes that come with the wish. Somebody may have asked the same and be about to store what came then.
void take_first_bytes(const Context& services, http::Request& request, store::UploadRow& upload) {
  if (!is_untouched(upload)) return;
  UploadLocks::UploadLock turn(services.receiving, upload.name, request);
  auto now = store::upload_named(services.store, upload.name);
  if (!now) throw over();
  upload = std::move(*now);
  if (!is_untouched(upload)) return;
  if (request.body->length().value_or(0) > upload.size) {
    throw http::detail(413, "This is more than Upload-Length.");
  }
  take_in(services, request, turn, upload);
}

http::Response created(const Context& services, const store::UploadRow& upload) {
  http::Response response = progress(services, 201, upload);
  response.with("Location", url_of(upload));
  return response;
}

// What this client id has been joined to before, when the answer to that was lost: the parts are gone then.
std::optional<store::UploadRow> joined_before(const Context& services, const http::Request& request) {
  const Metadata metadata = metadata_of(request);
  const auto client_id = metadata.find("client_id");
  if (client_id == metadata.end()) return {};
  auto upload = store::upload_of(services.store, caller_of(request), base::lower(client_id->second));
  const bool same = upload && upload->state == UploadState::finished &&
                    upload->concat == request.header("upload-concat").value_or("");
  return same ? std::move(upload) : std::nullopt;
}

// Takes in what is in the parts' files, as if it were sent now.
void join(const Context& services, const http::Request& request, std::span<const store::UploadRow> parts,
          store::UploadRow& upload) {
  UploadLocks::UploadLock turn(services.receiving, upload.name, request);
  const auto now = store::upload_named(services.store, upload.name);
  if (!now) throw over();
  upload = *now;
  if (upload.state != UploadState::receiving) return;
  JoinedBody body(services.library, parts, upload.received);
  http::Request joining = request;
  joining.body = &body;
  take_in(services, joining, turn, upload);
  if (upload.state != UploadState::receiving) return;
  fail_upload(services, upload, over());  // a part's file is shorter than was told as received
  throw over();
}

http::Response joined_upload(const Context& services, const http::Request& request) {
  if (const auto before = joined_before(services, request)) return created(services, *before);
  const std::vector<store::UploadRow> parts = parts_asked(services, request);
  store::UploadRow upload = wished_upload(services, request, size_of(parts));
  upload.concat = request.header("upload-concat").value_or("");
  upload = begun(services, upload);
  try {
    join(services, request, parts, upload);
  } catch (const http::HttpError&) {
    if (upload.state == UploadState::failed) forget_parts(services, parts);
    throw;
  }
  forget_parts(services, parts);
  return created(services, upload);
}

http::Response head_of(const Context& services, http::Request& request) {
  require_tus(request);
  store::UploadRow upload = upload_in_path(services, request);
  const UploadLocks::UploadLock turn(services.receiving, upload.name, request);
  upload = upload_in_path(services, request);
  if (upload.state == UploadState::failed) throw over();
  require_media(services, upload);
  http::Response response = http::unstored_json(200, state_in_json(services, request, upload));
  with_progress(services, response, upload).with("Upload-Length", std::to_string(upload.size));
  if (!upload.metadata.empty()) response.with("Upload-Metadata", upload.metadata);
  if (!upload.concat.empty()) response.with("Upload-Concat", upload.concat);
  return response;
}

}  // namespace

http::Response create_upload(const Context& services, http::Request& request) {
  require_tus(request);
  const bool with_bytes = brings_piece(request);
  require_write_rate(services, request, bytes_of_write);
  const Concat concat = concat_asked(request);
  if (concat == Concat::final) return joined_upload(services, request);
  store::UploadRow upload =
      begun(services, concat == Concat::partial ? wished_part(services, request)
                                                : wished_upload(services, request, length_asked(request)));
  if (with_bytes) take_first_bytes(services, request, upload);
  return created(services, upload);
}

// The caller's own that are unfinished, at most `max_unfinished`, so that a client that has lost their URLs
// can go on with them or delete them.
http::Response list_uploads(const Context& services, http::Request& request) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_array();
  for (const store::UploadRow& upload : store::unfinished_uploads(services.store, caller_of(request))) {
    if (!has_expired(services, upload)) write_state(json, services, request, upload);
  }
  json.end_array();
  return http::unstored_json(200, std::move(body));
}

http::Response show_upload(const Context& services, http::Request& request) {
  if (request.method == "HEAD") return head_of(services, request);
  const store::UploadRow upload = upload_in_path(services, request);
  return http::unstored_json(200, state_in_json(services, request, upload));
}

http::Response continue_upload(const Context& services, http::Request& request) {
  require_tus(request);
  store::UploadRow upload = upload_in_path(services, request);
  require_piece(request);
  const std::uint64_t offset = offset_asked(request);
  if (is_joined(upload)) throw http::detail(403, "What joins parts takes no bytes itself.");
  UploadLocks::UploadLock turn(services.receiving, upload.name, request);
  upload = upload_in_path(services, request);
  if (upload.state == UploadState::failed) throw over();
  require_media(services, upload);
  if (offset != upload.received) throw elsewhere(upload);
  if (request.body->length().value_or(0) > upload.size - offset) {
    throw http::detail(413, "This is more than Upload-Length.");
  }
  if (upload.state == UploadState::receiving) take_in(services, request, turn, upload);
  return progress(services, 204, upload);
}

http::Response end_upload(const Context& services, http::Request& request) {
  require_tus(request);
  const store::UploadRow upload = upload_in_path(services, request);
  const UploadLocks::UploadLock turn(services.receiving, upload.name, request);
  forget_upload(services, upload.name);
  return http::empty();
}

}  // namespace api
