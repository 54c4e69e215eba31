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
  return http::detail(460, "The bytes do not have this checksum. None of them were kept.");
}

http::HttpError stopped() { return http::detail(403, "The organiser has stopped this upload."); }

http::HttpError complaint(std::string_view field, std::string_view message) {
  ValidationErrors complaints;
  complaints.add(field, message);
  return complaints.error();
}

bool is_video(const store::UploadRow& upload) {
  return media_kind(upload.collection) == media::MediaKind::video;
}

http::HttpError fault_in_words(const Context& services, const store::UploadRow& upload,
                               media::FileError fault) {
  const std::uint64_t most = services.library.limits().max_bytes(media_kind(upload.collection));
  return complaint(field_of(upload.collection), media::explain(fault, upload.file_name, most));
}

}  // namespace

void fail_upload(const Context& services, store::UploadRow& upload, const http::HttpError& why) {
  store::WriteBatch write;
  store::fail_upload(write, upload, why.status, why.body, services.clock.uptime());
  commit(services, write);
  services.library.remove(upload.file);
  services.receiving.forget(upload.name);
  upload.state = store::UploadState::failed;
}

void clear_away(const Context& services, const store::UploadRow& upload) {
  if (upload.state == store::UploadState::receiving) services.library.remove(upload.file);
  services.receiving.forget(upload.name);
}

void forget_upload(const Context& services, const std::string& name) {
  const auto upload = store::upload_named(services.store, name);
  if (!upload) throw http::not_found();
  store::WriteBatch write;
  store::forget_upload(write, name);
  commit(services, write);
  clear_away(services, *upload);
}

void forget_expired_uploads(const Context& services) {
  const std::int64_t now = services.clock.uptime();
  std::vector<store::UploadRow> expired =
      store::uploads_untouched_since(services.store, {now - upload_lifetime, now - reservation_lifetime});
  std::erase_if(expired, [&](const auto& upload) { return services.receiving.taken(upload.name); });
  if (expired.empty()) return;
  store::WriteBatch write;
  for (const store::UploadRow& upload : expired) store::forget_upload(write, upload.name);
  commit(services, write);
  for (const store::UploadRow& upload : expired) clear_away(services, upload);
}

ChunkReceiver::ChunkReceiver(const Context& services, http::Request& request, UploadLocks::UploadLock& turn,
                             store::UploadRow& upload)
    : services_(services),
      request_(request),
      turn_(turn),
      upload_(upload),
      checksum_(UploadChecksum::of(request)),
      place_(services.uploads, request, is_video(upload)),
      file_(services.library.go_on(upload.file, upload.on_the_drive())),
      hash_(services.receiving.take_hash(upload.name, upload.received)),
      persisted_at_(services.clock.tick()) {}

void ChunkReceiver::take() {
  std::optional<http::HttpError> cut;
  try {
    read();
  } catch (const WriteRejected&) {
    throw;  // ended meanwhile
  } catch (const http::HttpError& error) {
    if (upload_.state == store::UploadState::failed) throw;
    cut = error;
  }
  if (place_.stopped()) fail(stopped());
  confirm_caller(services_, request_);
  if (checksum_ && cut) throw *cut;
  if (checksum_ && !checksum_->right()) throw wrong_checksum();
  if (cut && cut->status == 413) throw *cut;
  if (file_.size() == upload_.size && !is_part(upload_)) return finish();
  note();
  if (hash_) services_.receiving.keep_hash(upload_.name, std::move(*hash_), upload_.received);
  if (!cut) return;
  services_.receiving.was_cut(upload_.name);
  throw *cut;
}

void ChunkReceiver::read() {
  const base::IoBuffer buffer;
  request_.body->cap(upload_.size - upload_.received);
  while (const std::size_t got = place_.read(buffer.data(), base::IoBuffer::size)) {
    put({buffer.data(), got});
    const bool due =
        file_.size() - upload_.received >= note_every || services_.clock.tick() - persisted_at_ >= note_after;
    if (due && !checksum_ && file_.size() < upload_.size) note();
  }
}

void ChunkReceiver::put(std::string_view bytes) {
  if (checksum_) checksum_->update(bytes);
  if (upload_.sent_sha256) return;  // they are there, and were verified
  unmeasured_ += bytes.size();
  if (unmeasured_ >= measure_every) services_.library.require_room(std::exchange(unmeasured_, 0));
  file_.write(bytes);
  if (hash_) hash_->update(bytes);
}

void ChunkReceiver::note() {
  persisted_at_ = services_.clock.tick();
  if (file_.size() == upload_.received) return;
  file_.sync();
  const bool shows_kind =
      !is_part(upload_) && upload_.received < media::sniff_bytes && file_.size() >= media::sniff_bytes;
  if (shows_kind) require_kind();
  store::WriteBatch write;
  store::note_received(write, upload_, file_.size(), services_.clock.uptime());
  commit(services_, write);
  upload_.received = file_.size();
}

// Whoever sends something else need not send all of it.
void ChunkReceiver::require_kind() {
  const auto fault = services_.library.fault_of_first_bytes(upload_.file, media_kind(upload_.collection));
  if (fault) fail(fault_in_words(services_, upload_, *fault));
}

void ChunkReceiver::finish() {
  turn_.verifies();
  file_.sync();
  const store::NewMedia media = looked_over();
  try {
    const store::WriteResult written = committed(media, owner_to_write(services_, request_, upload_.booth));
    upload_.media = {written.rows.at(0).at(0).integer(0)};
  } catch (const WriteRejected& refused) {
    if (refused.why == store::Rejection::stale) throw;  // ended meanwhile
    fail(refused);
  } catch (const http::HttpError& error) {
    fail(error);
  }
  upload_.state = store::UploadState::finished;
  upload_.received = upload_.size;
  services_.receiving.forget(upload_.name);
  services_.journal.kept_bytes.add(static_cast<std::int64_t>(upload_.size));
}

// As it is kept.
store::NewMedia ChunkReceiver::looked_over() {
  const bool again = upload_.sent_sha256.has_value();
  const std::string sent = again ? *upload_.sent_sha256 : hash_of_all();
  if (upload_.sha256.value_or(sent) != sent)
    fail(complaint("sha256", "The file that came has another hash."));
  media::Inspection looked = look();
  if (looked.fault && !again) fail(fault_in_words(services_, upload_, *looked.fault));
  const bool altered = services_.library.blank_location(upload_.file, looked.type, [&] {
    if (!again) note_sent(sent);
  });
  if (again) looked = look();  // what was overwritten half is whole now
  if (looked.fault) fail(fault_in_words(services_, upload_, *looked.fault));
  add_warning(services_, request_, looked.warning);
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
  return services_.library.look_at(upload_.file, upload_.file_name, media_kind(upload_.collection));
}

void ChunkReceiver::note_sent(std::string_view sha256) {
  store::WriteBatch write;
  store::note_sent(write, upload_, sha256);
  commit(services_, write);
  upload_.sent_sha256 = sha256;
}

store::WriteResult ChunkReceiver::committed(const store::NewMedia& media, store::UserId owner) {
  store::WriteBatch write;
  store::require_new_name(write, owner, upload_.client_id);
  store::finish_upload(write, upload_, media, services_.clock.now(), services_.clock.uptime());
  return commit(services_, write);
}

// Made while the bytes came, unless the box was started in between: then the file is read once more.
std::string ChunkReceiver::hash_of_all() {
  if (hash_) return base::hex(hash_->digest());
  return hash_of_file();
}

std::string ChunkReceiver::hash_of_file() const {
  return base::hex(crypto::sha256(services_.library.open(upload_.file)));
}

void ChunkReceiver::fail(const http::HttpError& why) {
  fail_upload(services_, upload_, why);
  throw why;
}

}  // namespace api
