// SPDX-License-Identifier: MIT
#pragma once

// Checks conditions of the server every ten seconds, and creates messages for the administrators. A condition
// that begins adds a message, or increments the count of the unread one with its code. It does so once, until
// it has ended and begins again. A message stays until it is read. Messages that the drive rejects are held
// in memory, listed anyway, and retried at the next check.
// Thread safety: check_all() belongs to one thread; any thread may call the rest.
// Crash safety: loses messages not yet stored; a condition that still holds begins again at the next start.

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
#include "store/engine/database.h"
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
    std::string folder;  // the data folder
  };

  explicit AlertMonitor(Dependencies parts);

  static constexpr std::chrono::seconds every{10};
  void check_all();
  // Reports a single event; the next check stores it.
  void raise(std::string_view code, std::string_view level, std::string detail);

  std::vector<store::Message> messages(store::Which which) const;  // newest first; throws store::StorageError

 private:
  // Returns a description while the condition holds. `lasts`: it held at the last check, and needs a clear
  // margin to end.
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
  std::vector<Condition> conditions_;  // used by check_all() only
  mutable std::mutex mutex_;
  std::map<std::string, store::Message, std::less<>> pending_;  // by code
};

}  // namespace api
