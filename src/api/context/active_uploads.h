// SPDX-License-Identifier: MIT
#pragma once

// Tracks the uploads in progress: sender, progress and rate, so that an organiser can see what uses the
// network and stop it. Also holds whether videos are paused. The upload slots and workers bound the number of
// uploads.
// Thread safety: may be called from any thread.
// Crash safety: uploads are tracked in memory only; save_videos_paused() stores the pause.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/message.h"
#include "store/engine/database.h"

namespace api {

class ActiveUploads {
  struct Upload;

 public:
  explicit ActiveUploads(const base::Clock& clock, bool videos_paused = false)
      : clock_(clock), videos_paused_(videos_paused) {}

  // Registers an upload while its body is read. A Registration is confined to the reading thread.
  class Registration {
   public:
    // `video`: the request can contain only videos. Throws 503 if videos are paused. The request must outlive
    // the Registration.
    Registration(ActiveUploads& uploads, const http::Request& request, bool video);
    ~Registration() { unregister(); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

    // Like Body::read(), but throws 409 or 503 if the upload has been stopped. Unregisters it at the end.
    std::size_t read(char* to, std::size_t room);
    bool stopped() const;  // by the organiser, not by a pause
    void mark_as_video();  // throws 503 if videos are paused

   private:
    void record_bytes(std::size_t bytes);
    void check() const;
    void unregister();

    ActiveUploads& uploads_;
    http::Body& body_;
    std::map<std::int64_t, Upload>::iterator mine_;
    bool there_ = true;
  };

  struct Snapshot {
    std::int64_t id = 0, user = 0;
    std::string request;  // "POST /api/v1/booths/12/videos/"
    std::uint64_t received = 0;
    std::optional<std::uint64_t> expected;
    std::int64_t bytes_per_second = 0, seconds = 0, silent_seconds = 0;
  };

  std::vector<Snapshot> snapshot() const;  // oldest first
  std::size_t active() const;
  std::int64_t bytes_per_second() const;  // the total over the last few seconds

  bool stop(std::int64_t id);  // false if there is no such upload
  bool videos_paused() const;
  void require_videos() const;     // throws 503 if they are paused
  void pause_videos(bool paused);  // also stops videos in progress

 private:
  enum class Stopped { no, by_organiser, by_pause };
  static constexpr std::size_t rate_seconds = 5;

  struct Second {
    std::int64_t number = -1;  // seconds since the upload began
    std::uint64_t bytes = 0;
  };
  struct Upload {
    std::int64_t user = 0;
    std::string request;
    std::optional<std::uint64_t> expected;
    http::Body* body = nullptr;
    base::SteadyTime began, last;
    bool video = false;
    Stopped stopped = Stopped::no;
    std::uint64_t received = 0;
    std::array<Second, rate_seconds> seconds = {};
  };

  static std::int64_t rate_of(const Upload& upload, base::SteadyTime now);
  static void stop(Upload& upload, Stopped why);

  const base::Clock& clock_;
  mutable std::mutex mutex_;
  bool videos_paused_;
  std::int64_t latest_ = 0;
  std::map<std::int64_t, Upload> uploads_;
};

// The stored value, for the next start. Throws store::StorageError.
bool videos_paused(store::Database& engine);
void save_videos_paused(store::Database& engine, bool paused);

}  // namespace api
