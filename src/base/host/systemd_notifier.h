// SPDX-License-Identifier: MIT
#pragma once

// Notifies the service manager: systemd, or another one that listens at $NOTIFY_SOCKET (sd_notify(3)). Sends
// nothing when there is no socket. A failure to send is logged and otherwise ignored.
// Thread safety: any thread may call.
// Crash safety: leaves nothing; the manager detects a crash itself.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class ServiceNotifier {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string& name)>;

  ServiceNotifier() = default;  // sends nothing
  // Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
  explicit ServiceNotifier(const Environment& environment);

  void ready(std::string_view status) const;  // after startup and after a reload
  void reloading() const;
  void stopping() const;
  void watchdog_ping() const;

  // The watchdog timeout; nothing when there is none, or not for this process.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  void send(std::string_view lines) const;

  std::string socket_;  // a path, or "@" and an abstract name
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace base
