// SPDX-License-Identifier: MIT
#pragma once

// What the administrators are to be told without asking: conditions of the box that are looked at every ten
// seconds. One that begins makes a message, or counts in the unread one of its code, once, however long it
// lasts; it has to go before it can begin again. A message stays until it is read. What the drive does not
// take at the moment is kept in memory, shown all the same, and tried again at the next look.
//
// check_all() is one thread's; any thread may call the rest. A crash loses what the drive had not taken, but
// a condition that still holds begins again with the next start.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/host/sensors.h"
#include "media/file_store.h"
#include "monitor/activity.h"
#include "store/engine/engine.h"
#include "store/messages.h"

namespace api {

class AlertMonitor {
 public:
  struct Dependencies {
    const base::Clock& clock;
    store::Database& store;
    const media::FileStore& library;
    Activity& activity;
    const base::HostSensors& sensors;
    std::string folder;  // of the data
  };

  explicit AlertMonitor(Dependencies parts);

  static constexpr std::chrono::seconds every{10};
  void check_all();
  // What has come to pass once and for all; written at the next look.
  void raise(std::string_view code, std::string_view level, std::string detail);

  std::vector<store::Message> messages(store::Which which) const;  // newest first; throws store::StorageError

 private:
  // What holds, in words; `active`: it held at the last look, and goes only when it is clearly over.
  using Check = std::function<std::optional<std::string>(bool lasts)>;
  struct Condition {
    std::string_view code, level;
    Check check_all;
    bool active = false;
  };

  std::vector<Condition> conditions();
  std::optional<std::string> drive_low(bool lasts) const;
  std::optional<std::string> hot(bool lasts) const;
  std::optional<std::string> no_backup() const;
  std::optional<std::string> busy() const;
  void check(Condition& condition);
  void store_pending();

  const Dependencies parts_;
  std::vector<Condition> conditions_;  // check_all()'s own
  mutable std::mutex mutex_;
  std::map<std::string, store::Message, std::less<>> pending_;  // by code
};

}  // namespace api
