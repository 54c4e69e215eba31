// SPDX-License-Identifier: MIT
#pragma once

// What nobody waits for: has the clock noted, moves the database's log, copies the database, notices a new
// signing key, removes what a backup made stay, and what chores it is given. One thread, with the rights of a
// worker. It stops when it is told to, at once or when the copy under way is made; a crash leaves nothing
// half done.

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

// What else is done again and again, or once more when the box stops.
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
    std::string key;  // the one the signer has from the folder; "": it has another, which stays
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
  std::string refused_key_;  // the one in the folder that is no good
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<base::SteadyTime> due_;  // of each chore; the thread's own
  std::thread thread_;
};

}  // namespace app
