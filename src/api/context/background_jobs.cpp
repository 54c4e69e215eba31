// SPDX-License-Identifier: MIT
#include "api/context/background_jobs.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "api/common/errors.h"
#include "base/log.h"
#include "base/text/json.h"

namespace api {
namespace {

constexpr std::ptrdiff_t max_ended = 20;

// The "detail" of an error's body, or the whole body if there is none.
std::string sentence_of(const http::HttpError& error) {
  const base::Json body = base::parse_json(error.body);
  const bool known = body.is<base::JsonObject>() && body.contains("detail");
  return known ? body.get("detail").to_str() : error.body;
}

// Describes the current exception to an administrator. Details of internal errors are only logged.
std::string explain(Activity& activity) {
  try {
    throw;
  } catch (const store::StorageError& failure) {
    return sentence_of(storage_error(activity, failure));
  } catch (const base::DiskError& error) {
    return sentence_of(storage_error(activity, error));
  } catch (const http::HttpError& error) {
    return sentence_of(error);
  } catch (const std::bad_alloc&) {
    return "There is not enough memory in this box.";
  } catch (const std::runtime_error& error) {
    return error.what();
  } catch (const std::exception& error) {
    base::log(base::Level::error, "jobs", "a job failed by a fault of the program",
              {{"error", error.what()}});
    return "A server error occurred.";
  }
}

}  // namespace

base::Progress Job::progress() {
  return {.begin = [this](std::size_t total) { steps(static_cast<std::int64_t>(total)); },
          .step =
              [this] {
                step();
                if (stopping()) throw JobCancelled();
              }};
}

std::string_view name(JobState state) {
  switch (state) {
    case JobState::running:
      return "running";
    case JobState::done:
      return "done";
    case JobState::failed:
      return "failed";
  }
  return "";
}

// The mutex guards all members except `job`.
struct JobQueue::Entry {
  explicit Entry(const std::atomic<bool>& stopping) : job(stopping) {}

  JobStatus status;
  Job job;
  std::thread thread;

  bool running() const { return status.state == JobState::running; }
  JobStatus now() const {
    JobStatus now = status;
    now.done = job.done();
    now.total = job.total();
    return now;
  }
};

JobQueue::JobQueue(const base::Clock& clock, Activity& activity) : clock_(clock), activity_(activity) {}

JobQueue::~JobQueue() { stop(); }

std::int64_t JobQueue::start(const std::string& kind, Work work) {
  const std::lock_guard lock(mutex_);
  if (stopping_)
    throw http::error_response(503, "This box is being stopped.").with_header("Retry-After", "10");
  const auto same_and_running = [&](const auto& one) { return one->running() && one->status.kind == kind; };
  if (std::ranges::any_of(entries_, same_and_running)) {
    throw http::error_response(409, "Another " + kind + " is running. Wait until it has ended.");
  }
  auto entry = std::make_unique<Entry>(stopping_);
  entry->status.id = last_id_ + 1;
  entry->status.kind = kind;
  entry->status.started_at = clock_.now();
  entries_.push_back(std::move(entry));
  Entry& started = *entries_.back();
  try {
    started.thread = std::thread([this, &started, work = std::move(work)] { run(started, work); });
  } catch (const std::system_error&) {
    entries_.pop_back();
    throw http::error_response(503, "This box is busy. Try again in a moment.")
        .with_header("Retry-After", "2");
  }
  return ++last_id_;
}

// The thread function. A running entry does not move.
void JobQueue::run(Entry& entry, const Work& work) {
  std::shared_ptr<const std::string> result;
  std::string error;
  try {
    result = std::make_shared<const std::string>(work(entry.job));
  } catch (...) {
    error = explain(activity_);
  }
  const std::lock_guard lock(mutex_);
  entry.status.state = result ? JobState::done : JobState::failed;
  entry.status.result = std::move(result);
  entry.status.error = std::move(error);
  base::log(entry.status.error.empty() ? base::Level::info : base::Level::warning, "jobs", "a job has ended",
            {{"id", std::to_string(entry.status.id)},
             {"kind", entry.status.kind},
             {"state", std::string(name(entry.status.state))},
             {"error", entry.status.error}});
  evict_old();
}

// Called with the mutex held at the end of a job, whose own entry stays. The thread of an ended job does not
// need the mutex any more, so it can be joined.
void JobQueue::evict_old() {
  const auto running = [](const auto& one) { return one->running(); };
  auto excess = std::ssize(entries_) - std::ranges::count_if(entries_, running) - max_ended;
  std::erase_if(entries_, [&](const auto& one) {
    if (excess <= 0 || one->running() || one->thread.get_id() == std::this_thread::get_id()) return false;
    --excess;
    if (one->thread.joinable()) one->thread.join();
    return true;
  });
}

std::vector<std::unique_ptr<JobQueue::Entry>>::const_iterator JobQueue::at(std::int64_t id) const {
  return std::ranges::find_if(entries_, [id](const auto& one) { return one->status.id == id; });
}

std::vector<JobStatus> JobQueue::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobStatus> all;
  std::transform(entries_.rbegin(), entries_.rend(), std::back_inserter(all),
                 [](const auto& one) { return one->now(); });
  return all;
}

std::optional<JobStatus> JobQueue::find(std::int64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = at(id);
  return found == entries_.end() ? std::nullopt : std::optional((*found)->now());
}

void JobQueue::remove(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = at(id);
  if (found == entries_.end()) throw http::not_found();
  if ((*found)->running()) throw http::error_response(409, "This job is still running.");
  if ((*found)->thread.joinable()) (*found)->thread.join();
  entries_.erase(found);
}

void JobQueue::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& one : entries_) threads.push_back(std::move(one->thread));
  }
  for (std::thread& thread : threads) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace api
