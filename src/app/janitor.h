// SPDX-License-Identifier: MIT
#pragma once

// Background maintenance: saves the clock, checkpoints the WAL, copies the database, reloads the signing key,
// removes files whose deletion a backup deferred, and runs the given chores. stop() takes effect at once, or
// after a database copy in progress.
// Thread safety: runs in one thread, with the access rights of a worker.
// Crash safety: leaves nothing half done.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "app/clock_saver.h"
#include "auth/jwt.h"
#include "base/clock.h"
#include "data/data_folder.h"
#include "media/file_store.h"
#include "store/engine/sqlite_engine.h"

namespace app {

// A periodic task, which may also run once more at shutdown.
struct Chore {
  std::string_view what;
  std::chrono::seconds every{};
  std::function<void()> run;
  bool at_the_end = false;
};

class Janitor {
 public:
  struct Dependencies {
    const DataFolder& folder;
    const base::Clock& clock;
    ClockSaver& clock_saver;
    store::SqliteEngine& engine;
    const media::FileStore& library;
    auth::JwtSigner& signer;
    std::string key;  // the signer's key from the folder; "": the signer has a fixed one
    std::vector<Chore> chores = {};
  };

  explicit Janitor(Dependencies parts) : parts_(std::move(parts)) {}
  ~Janitor() { stop(); }
  void start();
  void stop();

 private:
  void run();
  void do_chores();
  void reload_signing_key();
  void copy_database();

  Dependencies parts_;
  std::string refused_key_;  // the rejected key in the folder
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<base::SteadyTime> due_;  // of each chore; used by the thread only
  std::thread thread_;
};

}  // namespace app
