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

constexpr std::int64_t max_unfinished = 50;  // per account

http::HttpError over() { return http::error_response(410, "This upload is over. Begin a new one.", "gone"); }

// Returns the upload in the URL if it belongs to the caller or the caller is an administrator.
store::UploadRow upload_in_path(const Context& context, const http::Request& request) {
  auto upload = store::upload_by_name(context.store, request.path_params.at(0));
  const bool theirs = upload && (upload->user == caller_id(request) || request.caller.admin);
  if (!theirs) throw http::not_found();
  const bool ended = upload->state == UploadState::receiving && has_expired(context, *upload);
  if (ended && !context.upload_locks.is_locked(upload->name)) throw over();
  return std::move(*upload);
}

// Throws 410 if the media row of a finished upload was deleted. The client may then send the file again.
void require_media(const Context& context, const store::UploadRow& upload) {
  if (upload.state != UploadState::finished) return;
  if (!store::media_by_id(context.store, upload.shelf(), upload.media)) throw over();
}

http::HttpError elsewhere(const store::UploadRow& upload) {
  return http::error_response(409, "Upload-Offset is not what has come so far.")
      .with_header("Upload-Offset", std::to_string(upload.received));
}

// If the drive lost data that was reported as received, nothing can be appended and the upload fails.
void take_in(const Context& context, http::Request& request, UploadLocks::UploadLock& turn,
             store::UploadRow& upload) {
  std::optional<ChunkReceiver> receiver;
  try {
    receiver.emplace(context, request, turn, upload);
  } catch (const base::DiskError& error) {
    if (error.code().value() != ENODATA && error.code().value() != ENOENT) throw;
    fail_upload(context, upload, over());
    throw over();
  }
  receiver->receive();
}

void require_place_for_one_more(const Context& context, const store::UploadRow& upload) {
  if (upload.collection == store::MediaCollection::booth_videos) context.uploads.require_videos();
  if (store::count_unfinished(context.store, upload.user) >= max_unfinished) {
    throw http::error_response(429,
                               "There are " + std::to_string(max_unfinished) +
                                   " unfinished uploads of yours. Finish or delete some of them first.",
                               "too_many_uploads")
        .with_header("Retry-After", "60");
  }
  context.library.require_room(upload.size + store::unfinished_totals(context.store).missing);
}

// Returns the existing upload with this client id, or stores the requested one durably and returns it.
store::UploadRow begun(const Context& context, const store::UploadRow& query) {
  store::WriteBatch write;
  for (bool again = false;; again = true) {
    const auto there = store::upload_by_client_id(context.store, query.user, query.client_id);
    const bool alive = there && there->state != UploadState::failed && !has_expired(context, *there);
    if (alive) {
      if (there->size == query.size) return *there;
      throw http::error_response(409, "This client_id belongs to an upload of another length.");
    }
    if (again) throw over();
    if (query.state == UploadState::receiving) require_place_for_one_more(context, query);
    if (there) store::delete_upload(write, there->name);
    store::add_upload(write, query);
    try {
      commit(context, write);
      if (there) discard_upload(context, *there);
      return query;
    } catch (const WriteRejected& refused) {
      if (refused.why != store::Rejection::already_exists) throw;  // another request was faster
    }
  }
}

http::Response progress(const Context& context, int status, const store::UploadRow& upload) {
  http::Response response = http::empty(status);
  add_progress_headers(context, response, upload);
  if (upload.state == UploadState::finished) response.with_header("Content-Location", media_url_of(upload));
  return response;
}

void write_state(base::JsonWriter& json, const Context& context, const http::Request& request,
                 const store::UploadRow& upload) {
  const bool verifies =
      upload.state == UploadState::receiving && context.upload_locks.is_verifying(upload.name);
  json.begin_object()
      .member("url", request.origin() + url_of(upload))
      .member("filename", upload.file_name)
      .member("state", verifies ? "verifying" : store::to_string(upload.state))
      .member("offset", static_cast<std::int64_t>(upload.received))
      .member("length", static_cast<std::int64_t>(upload.size))
      .member("client_id", upload.client_id)
      .key("media");
  const auto media = upload.state == UploadState::finished
                         ? store::media_by_id(context.store, upload.shelf(), upload.media)
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

std::string state_in_json(const Context& context, const http::Request& request,
                          const store::UploadRow& upload) {
  std::string body;
  base::JsonWriter json(body);
  write_state(json, context, request, upload);
  return body;
}

bool is_untouched(const store::UploadRow& upload) {
  return upload.state == UploadState::receiving && upload.received == 0;
}

// Receives the bytes sent with the creation request. A concurrent request for the same upload may have stored
// its bytes already.
void take_first_bytes(const Context& context, http::Request& request, store::UploadRow& upload) {
  if (!is_untouched(upload)) return;
  UploadLocks::UploadLock turn(context.upload_locks, upload.name, request);
  auto now = store::upload_by_name(context.store, upload.name);
  if (!now) throw over();
  upload = std::move(*now);
  if (!is_untouched(upload)) return;
  if (request.body->length().value_or(0) > upload.size) {
    throw http::error_response(413, "This is more than Upload-Length.");
  }
  take_in(context, request, turn, upload);
}

http::Response created(const Context& context, const store::UploadRow& upload) {
  http::Response response = progress(context, 201, upload);
  response.with_header("Location", url_of(upload));
  return response;
}

// Returns the upload joined earlier with this client id. Its response may have been lost, and its parts no
// longer exist.
std::optional<store::UploadRow> joined_before(const Context& context, const http::Request& request) {
  const Metadata metadata = metadata_of(request);
  const auto client_id = metadata.find("client_id");
  if (client_id == metadata.end()) return {};
  auto upload =
      store::upload_by_client_id(context.store, caller_id(request), base::ascii_lower(client_id->second));
  const bool same = upload && upload->state == UploadState::finished &&
                    upload->concat == request.header("upload-concat").value_or("");
  return same ? std::move(upload) : std::nullopt;
}

// Receives the contents of the parts' files as if they were sent now.
void join(const Context& context, const http::Request& request, std::span<const store::UploadRow> parts,
          store::UploadRow& upload) {
  UploadLocks::UploadLock turn(context.upload_locks, upload.name, request);
  const auto now = store::upload_by_name(context.store, upload.name);
  if (!now) throw over();
  upload = *now;
  if (upload.state != UploadState::receiving) return;
  JoinedBody body(context.library, parts, upload.received);
  http::Request joining = request;
  joining.body = &body;
  take_in(context, joining, turn, upload);
  if (upload.state != UploadState::receiving) return;
  fail_upload(context, upload, over());  // a part's file is shorter than its reported offset
  throw over();
}

http::Response joined_upload(const Context& context, const http::Request& request) {
  if (const auto before = joined_before(context, request)) return created(context, *before);
  const std::vector<store::UploadRow> parts = parts_asked(context, request);
  store::UploadRow upload = parse_upload_request(context, request, size_of(parts));
  upload.concat = request.header("upload-concat").value_or("");
  upload = begun(context, upload);
  try {
    join(context, request, parts, upload);
  } catch (const http::HttpError&) {
    if (upload.state == UploadState::failed) forget_parts(context, parts);
    throw;
  }
  forget_parts(context, parts);
  return created(context, upload);
}

http::Response head_of(const Context& context, http::Request& request) {
  require_tus(request);
  store::UploadRow upload = upload_in_path(context, request);
  const UploadLocks::UploadLock turn(context.upload_locks, upload.name, request);
  upload = upload_in_path(context, request);
  if (upload.state == UploadState::failed) throw over();
  require_media(context, upload);
  http::Response response = http::json_no_store(200, state_in_json(context, request, upload));
  add_progress_headers(context, response, upload).with_header("Upload-Length", std::to_string(upload.size));
  if (!upload.metadata.empty()) response.with_header("Upload-Metadata", upload.metadata);
  if (!upload.concat.empty()) response.with_header("Upload-Concat", upload.concat);
  return response;
}

}  // namespace

http::Response create_upload(const Context& context, http::Request& request) {
  require_tus(request);
  const bool with_bytes = has_chunk(request);
  require_write_rate(context, request, bytes_of_write);
  const Concat concat = concat_asked(request);
  if (concat == Concat::final) return joined_upload(context, request);
  store::UploadRow upload = begun(
      context, concat == Concat::partial ? wished_part(context, request)
                                         : parse_upload_request(context, request, upload_length(request)));
  if (with_bytes) take_first_bytes(context, request, upload);
  return created(context, upload);
}

// Lists the caller's unfinished uploads, at most `max_unfinished`. A client that lost their URLs can resume
// or delete them.
http::Response list_uploads(const Context& context, http::Request& request) {
  std::string body;
  base::JsonWriter json(body);
  json.begin_array();
  for (const store::UploadRow& upload : store::unfinished_uploads(context.store, caller_id(request))) {
    if (!has_expired(context, upload)) write_state(json, context, request, upload);
  }
  json.end_array();
  return http::json_no_store(200, std::move(body));
}

http::Response show_upload(const Context& context, http::Request& request) {
  if (request.method == "HEAD") return head_of(context, request);
  const store::UploadRow upload = upload_in_path(context, request);
  return http::json_no_store(200, state_in_json(context, request, upload));
}

http::Response append_to_upload(const Context& context, http::Request& request) {
  require_tus(request);
  store::UploadRow upload = upload_in_path(context, request);
  require_chunk(request);
  const std::uint64_t offset = upload_offset(request);
  if (is_joined(upload)) throw http::error_response(403, "What joins parts takes no bytes itself.");
  UploadLocks::UploadLock turn(context.upload_locks, upload.name, request);
  upload = upload_in_path(context, request);
  if (upload.state == UploadState::failed) throw over();
  require_media(context, upload);
  if (offset != upload.received) throw elsewhere(upload);
  if (request.body->length().value_or(0) > upload.size - offset) {
    throw http::error_response(413, "This is more than Upload-Length.");
  }
  if (upload.state == UploadState::receiving) take_in(context, request, turn, upload);
  return progress(context, 204, upload);
}

http::Response terminate_upload(const Context& context, http::Request& request) {
  require_tus(request);
  const store::UploadRow upload = upload_in_path(context, request);
  const UploadLocks::UploadLock turn(context.upload_locks, upload.name, request);
  forget_upload(context, upload.name);
  return http::empty();
}

}  // namespace api
