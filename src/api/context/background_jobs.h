// SPDX-License-Identifier: MIT
#pragma once

// Long work that goes on without its caller: a thread for each job, one job of a kind at a time. What it gave
// is kept in memory alone: the newest 20 that have ended, until they are forgotten or the box stops.
// Any thread may call any member; stop() is for the end, when nobody can ask any more.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "monitor/activity.h"

namespace api {

// A job as its work sees it, on any thread of its own.
class Job {
 public:
  explicit Job(const std::atomic<bool>& stopping) : stopping_(stopping) {}

  void steps(std::int64_t total) { total_ = total; }
  void step() { ++done_; }
  // The box is about to stop and waits for this job: work that may leave off throws JobCancelled.
  bool stopping() const { return stopping_; }

  std::int64_t done() const { return done_; }
  std::int64_t total() const { return total_; }

 private:
  const std::atomic<bool>& stopping_;
  std::atomic<std::int64_t> done_{0}, total_{0};
};

struct JobCancelled : std::exception {
  const char* what() const noexcept override { return "The box was stopped meanwhile."; }
};

enum class JobState { running, done, failed };
std::string_view name(JobState state);

// A job as it was when it was asked for.
struct JobStatus {
  std::int64_t id = 0;
  std::string kind;
  JobState state = JobState::running;
  std::int64_t done = 0, total = 0;
  base::UnixSeconds started_at = 0;
  std::string error = {};                          // of a failed one
  std::shared_ptr<const std::string> result = {};  // JSON text, of one that is done
};

class JobQueue {
 public:
  using Work = std::function<std::string(Job&)>;  // gives JSON text

  JobQueue(const base::Clock& clock, Activity& activity);
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;
  ~JobQueue();  // stop()

  // The id of the new job. What the work throws becomes its error: store::StorageError, base::DiskError and
  // http::HttpError in the API's words, any std::runtime_error in its own. Throws http::HttpError: 409 while
  // one of this kind runs, 503 when no thread can be had or stop() was called.
  std::int64_t start(const std::string& kind, Work work);

  std::vector<JobStatus> all() const;  // newest first
  std::optional<JobStatus> find(std::int64_t id) const;
  void remove(std::int64_t id);  // throws http::HttpError: 404, 409 while it runs

  // Tells what is running, waits until it has ended and starts nothing more.
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
