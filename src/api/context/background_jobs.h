// SPDX-License-Identifier: MIT
#pragma once

// Runs long jobs in the background, with a thread for each job and at most one running job of a kind. Results
// are held in memory only: those of the newest 20 ended jobs, until they are removed or the server stops.
// Thread safety: may be called from any thread; stop() is for shutdown, when no other calls can follow.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "monitor/activity.h"

namespace api {

struct JobCancelled : std::runtime_error {
  JobCancelled() : std::runtime_error("The box was stopped meanwhile.") {}
};

// A job as seen by its work, from any of the work's threads.
class Job {
 public:
  explicit Job(const std::atomic<bool>& stopping) : stopping_(stopping) {}

  void steps(std::int64_t total) { total_ = total; }
  void step() { ++done_; }
  // The server is stopping and waits for this job. Work that can be interrupted then throws JobCancelled.
  bool stopping() const { return stopping_; }
  base::Progress progress();  // of this job; its step throws JobCancelled when the server is stopping

  std::int64_t done() const { return done_; }
  std::int64_t total() const { return total_; }

 private:
  const std::atomic<bool>& stopping_;
  std::atomic<std::int64_t> done_{0}, total_{0};
};

enum class JobState { running, done, failed };
std::string_view name(JobState state);

// A snapshot of a job.
struct JobStatus {
  std::int64_t id = 0;
  std::string kind;
  JobState state = JobState::running;
  std::int64_t done = 0, total = 0;
  base::UnixSeconds started_at = 0;
  std::string error = {};                          // of a failed job
  std::shared_ptr<const std::string> result = {};  // JSON text, of a completed job
};

class JobQueue {
 public:
  using Work = std::function<std::string(Job&)>;  // returns JSON text

  JobQueue(const base::Clock& clock, Activity& activity);
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;
  ~JobQueue();  // calls stop()

  // Starts a job and returns its id. An exception of the work becomes the job's error: store::StorageError,
  // base::DiskError and http::HttpError with the API's message, any other std::runtime_error with its own.
  // Throws http::HttpError: 409 while a job of this kind runs, 503 if there is no thread or after stop().
  std::int64_t start(const std::string& kind, Work work);

  std::vector<JobStatus> all() const;  // newest first
  std::optional<JobStatus> find(std::int64_t id) const;
  void remove(std::int64_t id);  // throws http::HttpError: 404, or 409 while it runs

  // Signals the running jobs, waits for them to end and starts no more.
  void stop();

 private:
  struct Entry;

  void run(Entry& entry, const Work& work);
  void evict_old();
  std::vector<std::unique_ptr<Entry>>::const_iterator at(std::int64_t id) const;

  const base::Clock& clock_;
  Activity& activity_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::int64_t last_id_ = 0;
  std::vector<std::unique_ptr<Entry>> entries_;  // oldest first
};

}  // namespace api
