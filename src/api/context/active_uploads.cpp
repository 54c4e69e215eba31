// SPDX-License-Identifier: MIT
#include "api/context/active_uploads.h"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "http/error.h"
#include "store/settings.h"

namespace api {
namespace {

constexpr std::string_view paused_setting = "videos_paused";

double seconds_between(base::SteadyTime from, base::SteadyTime to) {
  return std::max(std::chrono::duration<double>(to - from).count(), 0.0);
}

std::int64_t whole_seconds(base::SteadyTime from, base::SteadyTime to) {
  return static_cast<std::int64_t>(seconds_between(from, to));
}

http::HttpError no_videos() {
  return http::error_response(503, "The organiser has paused videos. Try again later.")
      .with_header("Retry-After", "30");
}

http::HttpError stopped_upload() {
  return http::error_response(409, "The organiser has stopped this upload.");
}

}  // namespace

ActiveUploads::Registration::Registration(ActiveUploads& uploads, const http::Request& request, bool video)
    : uploads_(uploads), body_(*request.body) {
  const std::lock_guard lock(uploads.mutex_);
  if (video && uploads.videos_paused_) throw no_videos();
  const base::SteadyTime now = uploads.clock_.steady_now();
  mine_ = uploads.uploads_
              .emplace(++uploads.latest_, Upload{.user = request.caller.user,
                                                 .request = std::string(request.method) + " " + request.path,
                                                 .expected = body_.length(),
                                                 .body = &body_,
                                                 .began = now,
                                                 .last = now,
                                                 .video = video})
              .first;
}

std::size_t ActiveUploads::Registration::read(char* to, std::size_t room) {
  std::size_t got = 0;
  try {
    got = body_.read(to, room);
  } catch (const http::HttpError&) {
    const std::lock_guard lock(uploads_.mutex_);
    check();  // it may have been cancelled
    throw;
  }
  record_bytes(got);
  return got;
}

void ActiveUploads::Registration::record_bytes(std::size_t bytes) {
  const std::lock_guard lock(uploads_.mutex_);
  if (!there_) return;
  check();
  Upload& upload = mine_->second;
  if (bytes == 0) {  // complete: it can no longer be stopped
    uploads_.uploads_.erase(mine_);
    there_ = false;
    return;
  }
  upload.last = uploads_.clock_.steady_now();
  upload.received += bytes;
  const std::int64_t number = whole_seconds(upload.began, upload.last);
  Second& second = upload.seconds[static_cast<std::size_t>(number) % rate_seconds];
  if (second.number != number) second = {number, 0};
  second.bytes += bytes;
}

bool ActiveUploads::Registration::stopped() const {
  const std::lock_guard lock(uploads_.mutex_);
  return there_ && mine_->second.stopped == Stopped::by_organiser;
}

void ActiveUploads::Registration::mark_as_video() {
  const std::lock_guard lock(uploads_.mutex_);
  if (uploads_.videos_paused_) throw no_videos();
  if (there_) mine_->second.video = true;
}

// Requires the mutex.
void ActiveUploads::Registration::check() const {
  if (!there_ || mine_->second.stopped == Stopped::no) return;
  throw mine_->second.stopped == Stopped::by_pause ? no_videos() : stopped_upload();
}

void ActiveUploads::Registration::unregister() {
  const std::lock_guard lock(uploads_.mutex_);
  if (there_) uploads_.uploads_.erase(mine_);
  there_ = false;
}

// Averages the last whole seconds and the current one.
std::int64_t ActiveUploads::rate_of(const Upload& upload, base::SteadyTime now) {
  const std::int64_t running = whole_seconds(upload.began, now);
  const std::int64_t first = std::max<std::int64_t>(running + 1 - static_cast<std::int64_t>(rate_seconds), 0);
  std::uint64_t bytes = 0;
  for (const Second& second : upload.seconds) bytes += second.number >= first ? second.bytes : 0;
  const double seconds = std::max(seconds_between(upload.began, now) - static_cast<double>(first), 1.0);
  return static_cast<std::int64_t>(static_cast<double>(bytes) / seconds);
}

std::vector<ActiveUploads::Snapshot> ActiveUploads::snapshot() const {
  const std::lock_guard lock(mutex_);
  const base::SteadyTime now = clock_.steady_now();
  std::vector<Snapshot> all;
  for (const auto& [id, upload] : uploads_) {
    all.push_back({.id = id,
                   .user = upload.user,
                   .request = upload.request,
                   .received = upload.received,
                   .expected = upload.expected,
                   .bytes_per_second = rate_of(upload, now),
                   .seconds = whole_seconds(upload.began, now),
                   .silent_seconds = whole_seconds(upload.last, now)});
  }
  return all;
}

std::size_t ActiveUploads::active() const {
  const std::lock_guard lock(mutex_);
  return uploads_.size();
}

std::int64_t ActiveUploads::bytes_per_second() const {
  const std::lock_guard lock(mutex_);
  const base::SteadyTime now = clock_.steady_now();
  std::int64_t all = 0;
  for (const auto& [id, upload] : uploads_) all += rate_of(upload, now);
  return all;
}

void ActiveUploads::stop(Upload& upload, Stopped why) {
  if (upload.stopped == Stopped::no) upload.stopped = why;
  upload.body->cancel();
}

bool ActiveUploads::stop(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) return false;
  stop(found->second, Stopped::by_organiser);
  return true;
}

bool ActiveUploads::videos_paused() const {
  const std::lock_guard lock(mutex_);
  return videos_paused_;
}

void ActiveUploads::require_videos() const {
  if (videos_paused()) throw no_videos();
}

void ActiveUploads::pause_videos(bool paused) {
  const std::lock_guard lock(mutex_);
  videos_paused_ = paused;
  if (!paused) return;
  for (auto& [id, upload] : uploads_) {
    if (upload.video) stop(upload, Stopped::by_pause);
  }
}

bool videos_paused(store::Database& engine) { return store::setting(engine, paused_setting) == "1"; }

void save_videos_paused(store::Database& engine, bool paused) {
  store::WriteBatch write;
  store::set_setting(write, paused_setting, paused ? "1" : "0");
  engine.write(write);
}

}  // namespace api
