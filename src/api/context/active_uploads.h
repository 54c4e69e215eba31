// SPDX-License-Identifier: MIT
#pragma once

// The uploads on their way: who sends what, how far it is and how fast, so that an organiser sees what takes
// the air, and can stop it. Whether videos are taken at all. As many as the upload gates and workers let in;
// nothing of it outlives a crash. Any thread may call.

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
#include "store/engine/engine.h"

namespace api {

class ActiveUploads {
  struct Upload;

 public:
  explicit ActiveUploads(const base::Clock& clock, bool videos_paused = false)
      : clock_(clock), videos_paused_(videos_paused) {}

  // An upload's place among them, for as long as its body is read; the reader's own thread has it.
  class Registration {
   public:
    // `video`: it can bring nothing else. Throws 503 when videos are paused. The request outlives it.
    Registration(ActiveUploads& uploads, const http::Request& request, bool video);
    ~Registration() { unregister(); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

    // As Body::read(), but for 409 or 503 when the upload has been stopped. The end gives the place back.
    std::size_t read(char* to, std::size_t room);
    bool stopped() const;  // for good: by the organiser, not by a pause
    void mark_as_video();  // throws 503 when videos are paused

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

  std::vector<Snapshot> snapshot() const;  // the oldest first
  std::size_t active() const;
  std::int64_t bytes_per_second() const;  // of all, over the last seconds

  bool stop(std::int64_t id);  // false when there is none
  bool videos_paused() const;
  void require_videos() const;     // throws 503 when they are paused
  void pause_videos(bool paused);  // those on their way are stopped, too

 private:
  enum class Stopped { no, by_organiser, by_pause };
  static constexpr std::size_t rate_seconds = 5;

  struct Second {
    std::int64_t number = -1;  // since the upload began
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

// As it is when the box starts again. Throws store::Failure.
bool videos_paused(store::Database& engine);
void save_videos_paused(store::Database& engine, bool paused);

}  // namespace api
