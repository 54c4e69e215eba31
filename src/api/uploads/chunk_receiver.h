// SPDX-License-Identifier: MIT
#pragma once

// Takes a piece of an upload in, and makes the media row when it was the last one.
//
// What is told as received is on the drive: the file's bytes first, then the number in the row. That is done
// while a long piece comes in, too, and at its end, however it ends: what came before a cut stays. All of an
// upload is never told as received before its media row is there, as one write does both.
//
// A location is overwritten before that (media/location.h). What was sent is verified first and its hash
// noted in the upload's row, as the file has another one from then on: after a crash in between the bytes
// that are sent once more are taken for those that are there, and it goes on with the overwriting. A file
// with a location is read once more than one without. One thread.

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
  // The upload is unfinished, and as its row is. Throws 503 while videos are paused.
  ChunkReceiver(const Context& services, http::Request& request, UploadLocks::UploadLock& turn,
                store::UploadRow& upload);

  // The upload is as its row is when this returns or throws. Throws what the body does once what came is
  // kept; 460 when the checksum is another one; 400, 403, 404, 409 when nothing can come of the upload any
  // more, and then it has failed; base::DiskError, store::Failure.
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

  const Context& services_;
  http::Request& request_;
  UploadLocks::UploadLock& turn_;
  store::UploadRow& upload_;
  std::optional<UploadChecksum> checksum_;
  ActiveUploads::Registration place_;
  base::AppendFile file_;
  std::optional<crypto::Sha256> hash_;  // of all so far, unless it must be read again
  base::SteadyTime persisted_at_;
  std::uint64_t unmeasured_ = 0;  // written since the free space was looked at
};

// The upload is over with this answer, and its file goes.
void fail_upload(const Context& services, store::UploadRow& upload, const http::HttpError& why);

// The upload is ended at somebody's wish: its row goes, and its file unless that is a medium's by now. Its
// turn is the caller's.
void forget_upload(const Context& services, const std::string& name);

// What a row leaves when it is forgotten: its file, unless that is a medium's by now, and what memory has.
void discard_upload(const Context& services, const store::UploadRow& upload);

// Those of which nothing has come for too long, a hundred at a time, also what is remembered of the finished.
void forget_expired_uploads(const Context& services);

}  // namespace api
