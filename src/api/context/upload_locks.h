// SPDX-License-Identifier: MIT
#pragma once

// The in-memory state of resumable uploads: a lock, and the hash of the bytes received so far. One request at
// a time may continue an upload. A newer request cancels the current one, whose connection is probably dead,
// and waits until it has stored its data. An Idempotency-Key is locked the same way
// (api/request/idempotency.h).
// Thread safety: may be called from any thread; an UploadLock is confined to one thread.
// Crash safety: nothing survives a crash; the hash is then recomputed from the file.

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
    // Waits for the current holder, at most for `timeout`. Throws 503 if the lock is not released in time, or
    // if an even newer request gets it first.
    UploadLock(UploadLocks& locks, const std::string& upload, const http::Request& request);
    ~UploadLock();
    UploadLock(const UploadLock&) = delete;
    UploadLock& operator=(const UploadLock&) = delete;

    void set_verifying();  // all bytes have arrived; others wait and report this state

   private:
    UploadLocks& locks_;
    const std::string upload_;
  };

  bool is_locked(const std::string& upload) const;
  bool is_verifying(const std::string& upload) const;

  // The hash of the first `bytes` of an upload, if known. It passes to the caller.
  std::optional<crypto::Sha256> take_hash(const std::string& upload, std::uint64_t bytes);
  void keep_hash(const std::string& upload, crypto::Sha256 hash, std::uint64_t bytes);
  void mark_interrupted(const std::string& upload);
  void forget(const std::string& upload);

  std::int64_t resumed() const { return resumed_; }  // uploads continued after an interruption or a restart

 private:
  struct Owner {
    std::int64_t number = 0;  // in order of arrival
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
