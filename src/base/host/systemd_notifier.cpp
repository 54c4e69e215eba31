// SPDX-License-Identifier: MIT
#include "base/host/systemd_notifier.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <ctime>

#include "base/files.h"
#include "base/log.h"
#include "base/text/text.h"

namespace base {
namespace {

constexpr time_t max_wait_seconds = 5;  // for a manager that does not read

// A status is a single line of the message.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

std::string monotonic_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::to_string(static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000);
}

// Returns true when the message was sent; otherwise errno is set.
bool sent(const std::string& to, std::string_view lines) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  to.copy(address.sun_path, sizeof address.sun_path);
  if (to.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + to.size());
  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return false;
  const timeval wait{max_wait_seconds, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  const ssize_t count = sendto(socket.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), size);
  return count == static_cast<ssize_t>(lines.size());
}

}  // namespace

ServiceNotifier::ServiceNotifier(const Environment& environment)
    : socket_(environment("NOTIFY_SOCKET").value_or("")) {
  const bool known = socket_.starts_with('/') || socket_.starts_with('@');
  if (!socket_.empty() && (!known || socket_.size() < 2 || socket_.size() >= sizeof(sockaddr_un::sun_path))) {
    log(Level::warning, "notify", "no such socket can be told anything", {{"socket", socket_}});
    socket_.clear();
  }
  const auto period = parse_int(environment("WATCHDOG_USEC").value_or(""));
  const auto meant = environment("WATCHDOG_PID");
  if (socket_.empty() || !period || *period <= 0) return;
  if (!meant || parse_int(*meant) == getpid()) watchdog_ = std::chrono::microseconds(*period);
}

void ServiceNotifier::ready(std::string_view status) const { send("READY=1\nSTATUS=" + one_line(status)); }
void ServiceNotifier::reloading() const { send("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds()); }
void ServiceNotifier::stopping() const { send("STOPPING=1\nSTATUS=finishing what is under way"); }
void ServiceNotifier::watchdog_ping() const { send("WATCHDOG=1"); }

void ServiceNotifier::send(std::string_view lines) const {
  if (socket_.empty() || sent(socket_, lines)) return;
  log(Level::warning, "notify", "the service manager cannot be told",
      {{"socket", socket_}, {"error", std::strerror(errno)}});
}

}  // namespace base
