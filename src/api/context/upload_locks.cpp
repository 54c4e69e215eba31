// SPDX-License-Identifier: MIT
#include "api/context/upload_locks.h"

#include <chrono>
#include <utility>

#include "http/error.h"

namespace api {
namespace {

constexpr std::chrono::seconds timeout{15};  // longer than a write to a bad card takes

http::HttpError not_yet() {
  return http::error_response(503, "Another request is busy with this upload.")
      .with_header("Retry-After", "2");
}

}  // namespace

UploadLocks::UploadLock::UploadLock(UploadLocks& locks, const std::string& upload,
                                    const http::Request& request)
    : locks_(locks), upload_(upload) {
  std::unique_lock lock(locks.mutex_);
  const std::int64_t number = ++locks.latest_;
  const auto until = std::chrono::steady_clock::now() + timeout;
  for (bool told = false;;) {
    const auto holder = locks.holders_.find(upload);
    if (holder == locks.holders_.end()) break;
    if (holder->second.number > number) throw not_yet();
    if (holder->second.body != nullptr) holder->second.body->cancel();
    if (!std::exchange(told, true)) {
      lock.unlock();
      request.about_to_wait();
      lock.lock();
    } else if (locks.given_back_.wait_until(lock, until) == std::cv_status::timeout) {
      throw not_yet();
    }
  }
  locks.holders_[upload] = {number, request.body, false};
}

UploadLocks::UploadLock::~UploadLock() {
  {
    const std::lock_guard lock(locks_.mutex_);
    locks_.holders_.erase(upload_);
  }
  locks_.given_back_.notify_all();
}

void UploadLocks::UploadLock::set_verifying() {
  const std::lock_guard lock(locks_.mutex_);
  locks_.holders_[upload_].verifies = true;
}

bool UploadLocks::is_locked(const std::string& upload) const {
  const std::lock_guard lock(mutex_);
  return holders_.contains(upload);
}

bool UploadLocks::is_verifying(const std::string& upload) const {
  const std::lock_guard lock(mutex_);
  const auto holder = holders_.find(upload);
  return holder != holders_.end() && holder->second.verifies;
}

std::optional<crypto::Sha256> UploadLocks::take_hash(const std::string& upload, std::uint64_t bytes) {
  if (bytes == 0) return crypto::Sha256();
  const std::lock_guard lock(mutex_);
  auto kept = hashes_.extract(upload);
  if (cut_.erase(upload) > 0 || kept.empty()) ++resumed_;
  if (kept.empty() || kept.mapped().bytes != bytes) return {};
  return std::move(kept.mapped().hash);
}

void UploadLocks::keep_hash(const std::string& upload, crypto::Sha256 hash, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  hashes_.erase(upload);
  hashes_.emplace(upload, Hashed{std::move(hash), bytes});
}

void UploadLocks::mark_interrupted(const std::string& upload) {
  const std::lock_guard lock(mutex_);
  cut_.insert(upload);
}

void UploadLocks::forget(const std::string& upload) {
  const std::lock_guard lock(mutex_);
  cut_.erase(upload);
  hashes_.erase(upload);
}

}  // namespace api
