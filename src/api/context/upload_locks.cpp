// SPDX-License-Identifier: MIT
#include "api/context/upload_locks.h"

#include <chrono>
#include <utility>

#include "http/error.h"

namespace api {
namespace {

constexpr std::chrono::seconds timeout{15};  // longer than a write to a bad card takes

http::HttpError not_yet() {
  return http::detail(503, "Another request is busy with this upload.").with("Retry-After", "2");
}

}  // namespace

UploadLocks::UploadLock::UploadLock(UploadLocks& receiving, const std::string& upload,
                                    const http::Request& request)
    : receiving_(receiving), upload_(upload) {
  std::unique_lock lock(receiving.mutex_);
  const std::int64_t number = ++receiving.latest_;
  const auto until = std::chrono::steady_clock::now() + timeout;
  for (bool told = false;;) {
    const auto holder = receiving.holders_.find(upload);
    if (holder == receiving.holders_.end()) break;
    if (holder->second.number > number) throw not_yet();
    if (holder->second.body != nullptr) holder->second.body->cancel();
    if (!std::exchange(told, true)) {
      lock.unlock();
      request.about_to_wait();
      lock.lock();
    } else if (receiving.given_back_.wait_until(lock, until) == std::cv_status::timeout) {
      throw not_yet();
    }
  }
  receiving.holders_[upload] = {number, request.body, false};
}

UploadLocks::UploadLock::~UploadLock() {
  {
    const std::lock_guard lock(receiving_.mutex_);
    receiving_.holders_.erase(upload_);
  }
  receiving_.given_back_.notify_all();
}

void UploadLocks::UploadLock::verifies() {
  const std::lock_guard lock(receiving_.mutex_);
  receiving_.holders_[upload_].verifies = true;
}

bool UploadLocks::taken(const std::string& upload) const {
  const std::lock_guard lock(mutex_);
  return holders_.contains(upload);
}

bool UploadLocks::verifies(const std::string& upload) const {
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

void UploadLocks::was_cut(const std::string& upload) {
  const std::lock_guard lock(mutex_);
  cut_.insert(upload);
}

void UploadLocks::forget(const std::string& upload) {
  const std::lock_guard lock(mutex_);
  cut_.erase(upload);
  hashes_.erase(upload);
}

}  // namespace api
