// SPDX-License-Identifier: MIT
#include "app/janitor.h"

#include <chrono>
#include <exception>

#include "backup/snapshots.h"
#include "base/log.h"

namespace app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s;
constexpr auto checkpoint_every = 60s;
constexpr auto first_copy_after = 10min;  // a server may run for less than two hours
constexpr auto copy_every = 2h;

// A failed job runs again at its next interval.
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

void Janitor::start() {
  thread_ = std::thread([this] { run(); });
}

void Janitor::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Janitor::run() {
  base::SteadyTime moved = parts_.clock.steady_now();
  base::SteadyTime copy_at = moved + first_copy_after;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, look_every, [this] { return stopping_; })) {
    lock.unlock();
    attempt("look at the signing key", [this] { reload_signing_key(); });
    parts_.clock_saver.save_if_due();
    attempt("remove files that were pinned", [this] { parts_.library.remove_deferred(); });
    if (parts_.clock.steady_now() - moved >= checkpoint_every) {
      moved = parts_.clock.steady_now();
      attempt("checkpoint", [this] { parts_.engine.checkpoint(); });
    }
    if (parts_.clock.steady_now() >= copy_at) {
      copy_at = parts_.clock.steady_now() + copy_every;
      attempt("copy the database", [this] { copy_database(); });
    }
    do_chores();
    lock.lock();
  }
  for (const Chore& chore : parts_.chores) {
    if (chore.at_the_end) attempt(chore.what, chore.run);
  }
  attempt("note the clock", [this] { parts_.clock_saver.save_now(); });
}

void Janitor::do_chores() {
  const base::SteadyTime now = parts_.clock.steady_now();
  due_.resize(parts_.chores.size(), now);
  for (std::size_t at = 0; at < due_.size(); ++at) {
    const Chore& chore = parts_.chores[at];
    if (now < due_[at]) continue;
    due_[at] = now + chore.every;
    attempt(chore.what, chore.run);
  }
}

// An import beside the running server may have replaced the key.
void Janitor::reload_signing_key() {
  if (parts_.key.empty()) return;
  const std::string key = parts_.folder.signing_key();
  if (key.empty() || key == parts_.key) return;
  if (key.size() < auth::min_key_bytes) {
    if (key != refused_key_)
      base::log(base::Level::error, "janitor", "the new signing key is too short, and is not used");
    refused_key_ = key;
    return;
  }
  parts_.signer.rotate_key(key);
  parts_.key = key;
  base::log(base::Level::info, "janitor", "a new signing key is in use");
}

void Janitor::copy_database() {
  const bool made =
      snapshot_if_changed(parts_.folder, parts_.clock.now(), parts_.library.limits().reserve_bytes);
  if (made)
    base::log(base::Level::info, "janitor", "the database was copied", {{"to", parts_.folder.copies()}});
}

}  // namespace app
