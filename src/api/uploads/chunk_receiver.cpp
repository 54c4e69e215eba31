// SPDX-License-Identifier: MIT
#include "api/uploads/chunk_receiver.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "api/auth/guard.h"
#include "api/common/errors.h"
#include "api/request/commit.h"
#include "api/request/permissions.h"
#include "api/request/warnings.h"
#include "api/uploads/concatenation.h"
#include "api/uploads/upload_request.h"
#include "base/io_buffer.h"
#include "base/text/text.h"
#include "store/sync/idempotency_keys.h"

namespace api {
namespace {

constexpr std::uint64_t note_every = 4 << 20, measure_every = 1 << 20;
constexpr std::chrono::seconds note_after{5};

http::HttpError wrong_checksum() {
  return http::error_response(460, "The bytes do not have this checksum. None of them were kept.");
}

http::HttpError stopped() { return http::error_response(403, "The organiser has stopped this upload."); }

http::HttpError complaint(std::string_view field, std::string_view message) {
  ValidationErrors errors;
  errors.add(field, message);
  return errors.error();
}

bool is_video(const store::UploadRow& upload) {
  return media_kind(upload.collection) == media::MediaKind::video;
}

http::HttpError fault_in_words(const Context& context, const store::UploadRow& upload,
                               media::FileError fault) {
  const std::uint64_t most = context.library.limits().max_bytes(media_kind(upload.collection));
  return complaint(form_field(upload.collection), media::error_message(fault, upload.file_name, most));
}

}  // namespace

void fail_upload(const Context& context, store::UploadRow& upload, const http::HttpError& why) {
  store::WriteBatch write;
  store::fail_upload(write, upload, why.status, why.body, context.clock.uptime());
  commit(context, write);
  context.library.remove(upload.file);
  context.upload_locks.forget(upload.name);
  upload.state = store::UploadState::failed;
}

void discard_upload(const Context& context, const store::UploadRow& upload) {
  if (upload.state == store::UploadState::receiving) context.library.remove(upload.file);
  context.upload_locks.forget(upload.name);
}

void forget_upload(const Context& context, const std::string& name) {
  const auto upload = store::upload_by_name(context.store, name);
  if (!upload) throw http::not_found();
  store::WriteBatch write;
  store::delete_upload(write, name);
  commit(context, write);
  discard_upload(context, *upload);
}

void forget_expired_uploads(const Context& context) {
  const std::int64_t now = context.clock.uptime();
  std::vector<store::UploadRow> expired =
      store::stale_uploads(context.store, {now - upload_lifetime, now - reservation_lifetime});
  std::erase_if(expired, [&](const auto& upload) { return context.upload_locks.is_locked(upload.name); });
  if (expired.empty()) return;
  store::WriteBatch write;
  for (const store::UploadRow& upload : expired) store::delete_upload(write, upload.name);
  commit(context, write);
  for (const store::UploadRow& upload : expired) discard_upload(context, upload);
}

ChunkReceiver::ChunkReceiver(const Context& context, http::Request& request, UploadLocks::UploadLock& turn,
                             store::UploadRow& upload)
    : context_(context),
      request_(request),
      turn_(turn),
      upload_(upload),
      checksum_(UploadChecksum::of(request)),
      place_(context.uploads, request, is_video(upload)),
      file_(context.library.open_for_append(upload.file, upload.durable_size())),
      hash_(context.upload_locks.take_hash(upload.name, upload.received)),
      persisted_at_(context.clock.steady_now()) {}

void ChunkReceiver::receive() {
  std::optional<http::HttpError> cut;
  try {
    read();
  } catch (const WriteRejected&) {
    throw;  // terminated meanwhile
  } catch (const http::HttpError& error) {
    if (upload_.state == store::UploadState::failed) throw;
    cut = error;
  }
  if (place_.stopped()) fail(stopped());
  confirm_caller(context_, request_);
  if (checksum_ && cut) throw *cut;
  if (checksum_ && !checksum_->matches()) throw wrong_checksum();
  if (cut && cut->status == 413) throw *cut;
  if (file_.size() == upload_.size && !is_part(upload_)) return finish();
  persist_offset();
  if (hash_) context_.upload_locks.keep_hash(upload_.name, std::move(*hash_), upload_.received);
  if (!cut) return;
  context_.upload_locks.mark_interrupted(upload_.name);
  throw *cut;
}

void ChunkReceiver::read() {
  const base::IoBuffer buffer;
  request_.body->set_limit(upload_.size - upload_.received);
  while (const std::size_t got = place_.read(buffer.data(), base::IoBuffer::size)) {
    write({buffer.data(), got});
    const bool due = file_.size() - upload_.received >= note_every ||
                     context_.clock.steady_now() - persisted_at_ >= note_after;
    if (due && !checksum_ && file_.size() < upload_.size) persist_offset();
  }
}

void ChunkReceiver::write(std::string_view bytes) {
  if (checksum_) checksum_->update(bytes);
  if (upload_.sent_sha256) return;  // already stored and verified
  unmeasured_ += bytes.size();
  if (unmeasured_ >= measure_every) context_.library.require_room(std::exchange(unmeasured_, 0));
  file_.write(bytes);
  if (hash_) hash_->update(bytes);
}

void ChunkReceiver::persist_offset() {
  persisted_at_ = context_.clock.steady_now();
  if (file_.size() == upload_.received) return;
  file_.sync();
  const bool shows_kind =
      !is_part(upload_) && upload_.received < media::sniff_bytes && file_.size() >= media::sniff_bytes;
  if (shows_kind) require_kind();
  store::WriteBatch write;
  store::set_received(write, upload_, file_.size(), context_.clock.uptime());
  commit(context_, write);
  upload_.received = file_.size();
}

// Rejects a file of the wrong kind before the client has sent all of it.
void ChunkReceiver::require_kind() {
  const auto fault = context_.library.sniff_error(upload_.file, media_kind(upload_.collection));
  if (fault) fail(fault_in_words(context_, upload_, *fault));
}

void ChunkReceiver::finish() {
  turn_.set_verifying();
  file_.sync();
  const store::NewMedia media = inspect_file();
  try {
    const store::WriteResult written =
        committed(media, require_write_access(context_, request_, upload_.booth));
    upload_.media = {written.rows.at(0).at(0).integer(0)};
  } catch (const WriteRejected& refused) {
    if (refused.why == store::Rejection::version_mismatch) throw;  // terminated meanwhile
    fail(refused);
  } catch (const http::HttpError& error) {
    fail(error);
  }
  upload_.state = store::UploadState::finished;
  upload_.received = upload_.size;
  context_.upload_locks.forget(upload_.name);
  context_.activity.kept_bytes.add(static_cast<std::int64_t>(upload_.size));
}

// Verifies the complete file, overwrites location metadata and returns the media row to store.
store::NewMedia ChunkReceiver::inspect_file() {
  const bool again = upload_.sent_sha256.has_value();
  const std::string sent = again ? *upload_.sent_sha256 : hash_of_all();
  if (upload_.sha256.value_or(sent) != sent)
    fail(complaint("sha256", "The file that came has another hash."));
  media::Inspection looked = look();
  if (looked.fault && !again) fail(fault_in_words(context_, upload_, *looked.fault));
  const bool altered = context_.library.erase_location(upload_.file, looked.type, [&] {
    if (!again) persist_sent_hash(sent);
  });
  if (again) looked = look();  // the interrupted overwrite is complete now
  if (looked.fault) fail(fault_in_words(context_, upload_, *looked.fault));
  add_warning(context_, request_, looked.warning);
  store::NewMedia media{upload_.collection,
                        upload_.file,
                        std::string(looked.type.content_type),
                        upload_.size,
                        altered || again ? hash_of_file() : sent,
                        upload_.client_id};
  if (media.sha256 != sent) media.sent_sha256 = sent;
  return media;
}

media::Inspection ChunkReceiver::look() const {
  return context_.library.inspect(upload_.file, upload_.file_name, media_kind(upload_.collection));
}

void ChunkReceiver::persist_sent_hash(std::string_view sha256) {
  store::WriteBatch write;
  store::set_sent_hash(write, upload_, sha256);
  commit(context_, write);
  upload_.sent_sha256 = sha256;
}

store::WriteResult ChunkReceiver::committed(const store::NewMedia& media, store::UserId owner) {
  store::WriteBatch write;
  store::require_unused_client_id(write, owner, upload_.client_id);
  store::finish_upload(write, upload_, media, context_.clock.now(), context_.clock.uptime());
  return commit(context_, write);
}

// Computed while the data arrived. After a server restart, the file is read again instead.
std::string ChunkReceiver::hash_of_all() {
  if (hash_) return base::hex(hash_->digest());
  return hash_of_file();
}

std::string ChunkReceiver::hash_of_file() const {
  return base::hex(crypto::sha256(context_.library.open(upload_.file)));
}

void ChunkReceiver::fail(const http::HttpError& why) {
  fail_upload(context_, upload_, why);
  throw why;
}

}  // namespace api
