// SPDX-License-Identifier: MIT
#include "app/janitor.h"

#include <chrono>
#include <exception>
#include <unordered_set>
#include <vector>

#include "base/log.h"
#include "store/media.h"
#include "store/users.h"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s;
constexpr auto checkpoint_every = 60s;

// A job that fails is tried again in its turn.
template <class Job>
void attempt(std::string_view what, Job job) {
  try {
    job();
  } catch (const std::exception& error) {
    base::log(base::Level::warning, "janitor", "a job failed",
              {{"job", std::string(what)}, {"error", error.what()}});
  }
}

}  // namespace

void sweep_orphans(store::Engine& engine, const media::Library& library) {
  std::unordered_set<std::string> named;
  store::each_media_file(engine, [&](std::string_view file) { named.emplace(file); });
  std::vector<std::string> orphans;
  library.each([&](const std::string& file) {
    if (!named.contains(file)) orphans.push_back(file);
  });
  if (orphans.empty()) return;
  const bool new_database = store::count_users(engine) == 0;
  if (!new_database) {
    for (const std::string& file : orphans) library.remove(file);
  }
  base::log(base::Level::warning, "janitor",
            new_database ? "media files of another database were left as they are" : "orphan files removed",
            {{"files", std::to_string(orphans.size())}});
}

void Janitor::start() {
  thread_ = std::thread([this] { work(); });
}

void Janitor::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Janitor::work() {
  base::Tick moved = parts_.clock.tick();
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, look_every, [this] { return stopping_; })) {
    lock.unlock();
    attempt("look at the signing key", [this] { look_at_key(); });
    parts_.timekeeper.tend();
    if (parts_.clock.tick() - moved >= checkpoint_every) {
      moved = parts_.clock.tick();
      attempt("checkpoint", [this] { parts_.engine.checkpoint(); });
    }
    lock.lock();
  }
  attempt("note the clock", [this] { parts_.timekeeper.note_exactly(); });
}

// An import beside the running server may have brought another.
void Janitor::look_at_key() {
  if (parts_.key.empty()) return;
  const std::string key = parts_.folder.signing_key();
  if (key.empty() || key == parts_.key) return;
  parts_.signer.use_key(key);
  parts_.key = key;
  base::log(base::Level::info, "janitor", "a new signing key is in use");
}

}  // namespace app
