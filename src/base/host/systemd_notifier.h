// SPDX-License-Identifier: MIT
#pragma once

// What the service manager is told: systemd, and others that listen at $NOTIFY_SOCKET as it does
// (sd_notify(3)). Where nobody listens nothing is sent; what cannot be sent is logged, and the box goes on.
// Any thread may call. A crash leaves nothing: the manager sees it by itself.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class ServiceNotifier {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string& name)>;

  ServiceNotifier() = default;  // to nobody
  // By NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
  explicit ServiceNotifier(const Environment& environment);

  void ready(std::string_view status) const;  // at the start, and when a reload has ended
  void reloading() const;
  void stopping() const;
  void watchdog_ping() const;  // the watchdog's sign of life

  // How often it waits for one; nothing when it does not, or not for this process.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  void send(std::string_view lines) const;

  std::string socket_;  // a path, or "@" and an abstract name
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace base
