// SPDX-License-Identifier: MIT
#include "http/server/upload_slots.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "http/server/upload_share.h"

namespace http {
namespace {

using namespace std::chrono_literals;

constexpr auto timeout = 500ms;   // a longer wait evicts another upload
constexpr auto max_wait = 10s;    // then a waiting upload is refused
constexpr auto undisturbed = 2s;  // minimum age of an evicted upload
constexpr auto long_enough = 5s;  // to measure the rate of an upload
constexpr double slow_bytes_per_second = 16 * 1024;
constexpr std::size_t max_examined = 64;  // waiting uploads

double rate_of(const UploadSlots::Upload& upload, base::SteadyTime now) {
  const double seconds = std::chrono::duration<double>(now - upload.since).count();
  return static_cast<double>(upload.bytes) / std::max(seconds, 1.0);
}

}  // namespace

FairSlots::Entered UploadSlots::enter(Connection& connection, const base::ShareKey& key) {
  connection.queued_at = std::chrono::steady_clock::now();
  return slots_.try_enqueue(connection, key);
}

UploadSlots::Upload& UploadSlots::begin(base::ShareKey key) {
  const std::lock_guard lock(mutex_);
  Upload& upload = uploads_.emplace_back();
  upload.key = std::move(key);
  upload.since = std::chrono::steady_clock::now();
  return upload;
}

void UploadSlots::end(Upload& upload) {
  {
    const std::lock_guard lock(mutex_);
    uploads_.remove_if([&](const Upload& one) { return &one == &upload; });
  }
  leave();
}

void UploadSlots::leave() {
  if (Connection* const next = slots_.leave()) resume_(*next);
}

std::string UploadSlots::evict_for_waiting(base::SteadyTime now) {
  const auto waiting = slots_.waiting_since(now - timeout, max_examined);
  if (waiting.empty()) return {};
  const std::lock_guard lock(mutex_);
  std::vector<UploadShare> uploads;
  std::vector<Upload*> those;
  std::size_t leaving = 0;
  for (Upload& one : uploads_) {
    if (one.evicted) {
      ++leaving;  // its slot will be free soon
      continue;
    }
    const auto age = now - one.since;
    const double rate = rate_of(one, now);
    uploads.push_back({one.key.address, one.key.account, rate, age >= undisturbed,
                       age >= long_enough && rate < slow_bytes_per_second});
    those.push_back(&one);
  }
  std::vector<UploadShare> newcomers;
  for (const base::ShareKey& key : waiting) newcomers.push_back({key.address, key.account});
  newcomers.erase(newcomers.begin(),
                  newcomers.begin() + static_cast<std::ptrdiff_t>(std::min(leaving, newcomers.size())));
  std::string address;
  for (const std::size_t at : uploads_to_evict(uploads, newcomers)) {
    those[at]->evicted = true;
    address = those[at]->key.address;
    ++evicted_;
  }
  return address;
}

std::vector<Connection*> UploadSlots::remove_overdue(base::SteadyTime now) {
  return slots_.remove_if([&](const Connection* one) { return one->queued_at + max_wait <= now; });
}

std::int64_t UploadSlots::inside() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(uploads_.size());
}

}  // namespace http
