// SPDX-License-Identifier: MIT
#pragma once

// Appends a chunk to an upload. After the last chunk, it overwrites location metadata (media/location.h) and
// creates the media row. A file with such metadata is read once more.
// Thread safety: an object belongs to one thread.
// Crash safety: the reported offset is durable. File data is synced before the row is updated, also during a
// long chunk and when the connection fails. One write stores the full length and the media row. The hash of
// the received file is stored before metadata is overwritten. After a crash, bytes sent again are taken as
// already stored, and the overwrite is repeated.

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/context/context.h"
#include "api/context/upload_locks.h"
#include "api/uploads/tus_headers.h"
#include "http/error.h"
#include "http/message.h"

namespace api {

class ChunkReceiver {
 public:
  // `upload` must be unfinished and match its row. Throws 503 while videos are paused.
  ChunkReceiver(const Context& context, http::Request& request, UploadLocks::UploadLock& turn,
                store::UploadRow& upload);

  // `upload` matches its row when this returns or throws. Rethrows errors of the body after the received
  // bytes are stored. Throws 460 if the checksum differs, and 400, 403, 404 or 409 if the upload has failed
  // permanently. Also throws base::DiskError and store::StorageError.
  void receive();

 private:
  void read();
  void write(std::string_view bytes);
  void persist_offset();
  void finish();
  store::NewMedia inspect_file();
  media::Inspection look() const;
  void persist_sent_hash(std::string_view sha256);
  std::string hash_of_all();
  std::string hash_of_file() const;
  store::WriteResult committed(const store::NewMedia& media, store::UserId owner);
  [[noreturn]] void fail(const http::HttpError& why);
  void require_kind();

  const Context& context_;
  http::Request& request_;
  UploadLocks::UploadLock& turn_;
  store::UploadRow& upload_;
  std::optional<UploadChecksum> checksum_;
  ActiveUploads::Registration place_;
  base::AppendFile file_;
  std::optional<crypto::Sha256> hash_;  // of all bytes so far; nullopt if the file must be read again
  base::SteadyTime persisted_at_;
  std::uint64_t unmeasured_ = 0;  // bytes written since the last free space check
};

// Marks the upload as failed with this response and deletes its file.
void fail_upload(const Context& context, store::UploadRow& upload, const http::HttpError& why);

// Terminates an upload: deletes its row, and its file unless a media row uses it. The caller holds the lock.
void forget_upload(const Context& context, const std::string& name);

// Deletes what remains of a deleted row: its file, unless a media row uses it, and its state in memory.
void discard_upload(const Context& context, const store::UploadRow& upload);

// Deletes expired uploads, up to a hundred per call, including the rows of finished uploads.
void forget_expired_uploads(const Context& context);

}  // namespace api
