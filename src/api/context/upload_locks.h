// SPDX-License-Identifier: MIT
#pragma once

// Uploads in pieces, as far as memory has them: whose turn it is to go on with which, and the hash of what
// has come so far. One request at a time goes on with an upload: a newer one ends the one before it, whose
// connection is dead most likely, and waits until it has stored what it has. An Idempotency-Key is held the
// same way (api/request/idempotency.h). A crash leaves nothing; the hash is then made anew out of the file. Any thread may call; a
// Turn belongs to one thread.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "crypto/hash.h"
#include "http/message.h"

namespace api {

class UploadLocks {
 public:
  class UploadLock {
   public:
    // Waits, no longer than `timeout`, for whoever has it. Throws 503 when it is not given back in time, or
    // when a still newer request is first.
    UploadLock(UploadLocks& locks, const std::string& upload, const http::Request& request);
    ~UploadLock();
    UploadLock(const UploadLock&) = delete;
    UploadLock& operator=(const UploadLock&) = delete;

    void set_verifying();  // all is there: it is waited for, and shown so

   private:
    UploadLocks& locks_;
    const std::string upload_;
  };

  bool is_locked(const std::string& upload) const;
  bool is_verifying(const std::string& upload) const;

  // The hash of the first `bytes` of an upload, if it is known; who takes it has it alone.
  std::optional<crypto::Sha256> take_hash(const std::string& upload, std::uint64_t bytes);
  void keep_hash(const std::string& upload, crypto::Sha256 hash, std::uint64_t bytes);
  void mark_interrupted(const std::string& upload);
  void forget(const std::string& upload);

  std::int64_t resumed() const { return resumed_; }  // gone on with after a cut or a start of the box

 private:
  struct Owner {
    std::int64_t number = 0;  // in the order they came
    http::Body* body = nullptr;
    bool verifies = false;
  };
  struct Hashed {
    crypto::Sha256 hash;
    std::uint64_t bytes = 0;
  };

  mutable std::mutex mutex_;
  std::condition_variable given_back_;
  std::int64_t latest_ = 0;
  std::map<std::string, Owner> holders_;
  std::map<std::string, Hashed> hashes_;
  std::set<std::string> cut_;
  std::atomic<std::int64_t> resumed_{0};
};

}  // namespace api
