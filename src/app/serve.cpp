// SPDX-License-Identifier: MIT
#include "app/serve.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "app/app.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/version.h"

namespace app {
namespace {

using namespace std::chrono_literals;

// The page in the browser asks how the restore goes each half second or so.
constexpr auto for_those_who_ask = 1500ms;

sigset_t signals_that_end() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// What ends this run of the box: a signal, or its own wish to begin again. The signals are blocked, so that
// no thread is interrupted by one; main() waits for them.
class Ending {
 public:
  enum class Why { signal, again };

  Ending() : again_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    const sigset_t ending = signals_that_end();
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    signals_ = base::Descriptor(signalfd(-1, &ending, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_ || !again_) throw base::DiskError(errno, "wait for signals");
  }

  // From whatever thread.
  void begin_again() const { eventfd_write(again_.get(), 1); }

  Why wait() {
    while (true) {
      std::array<pollfd, 2> events{{{signals_.get(), POLLIN, 0}, {again_.get(), POLLIN, 0}}};
      poll(events.data(), events.size(), -1);
      if (signalled()) return Why::signal;
      if (eventfd_t number = 0; eventfd_read(again_.get(), &number) == 0) return Why::again;
    }
  }

  // Whether a signal has come, or comes in this time. The next one ends the process at once.
  bool signalled(std::chrono::milliseconds longest = {}) {
    pollfd event{signals_.get(), POLLIN, 0};
    poll(&event, 1, static_cast<int>(longest.count()));
    signalfd_siginfo signal{};
    if (read(signals_.get(), &signal, sizeof signal) != sizeof signal) return false;
    struct sigaction at_once {};
    at_once.sa_handler = [](int again) { _exit(128 + again); };
    sigaction(SIGTERM, &at_once, nullptr);
    sigaction(SIGINT, &at_once, nullptr);
    const sigset_t ending = signals_that_end();
    pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
    return true;
  }

 private:
  base::Descriptor signals_, again_;
};

std::string text_of(const sockaddr& address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text.data(), text.size());
  return text.data();
}

// The IPv4 addresses this machine has, the loopback's last.
std::vector<std::string> addresses_here() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {"127.0.0.1"};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(first, freeifaddrs);
  std::vector<std::string> found;
  for (const ifaddrs* at = list.get(); at != nullptr; at = at->ifa_next) {
    const bool usable = (at->ifa_flags & IFF_UP) != 0 && (at->ifa_flags & IFF_LOOPBACK) == 0;
    if (usable && at->ifa_addr != nullptr && at->ifa_addr->sa_family == AF_INET) {
      found.push_back(text_of(*at->ifa_addr));
    }
  }
  found.push_back("127.0.0.1");
  return found;
}

std::vector<std::string> reachable_at(const std::string& address) {
  if (address == "0.0.0.0" || address == "::") return addresses_here();
  return {address.find(':') == std::string::npos ? address : "[" + address + "]"};
}

void greet(const Config& config, App& box, std::ostream& err) {
  err << "ExpoBox " << base::version << " answers at\n";
  for (const std::string& address : reachable_at(config.server.address)) {
    err << "  http://" << address << ":" << box.port() << "/\n";
  }
  err << "and keeps everything in " << config.data << "\n";
  if (!box.has_users()) {
    err << "There is no account yet. The first one is made with\n"
        << "  expobox user add --email you@example.com --password - --admin --data " << config.data << "\n";
  }
  err.flush();
}

// True when the box is to begin again: a restore has put another in its place, which the next App finds.
bool serve_once(Config& config, Ending& ending, const std::function<void(App&)>& started) {
  App box(config, [&ending] { ending.begin_again(); });
  box.start();
  started(box);
  config.server.port = box.port();  // a free one is chosen once
  bool again = ending.wait() == Ending::Why::again;
  if (again) again = !ending.signalled(for_those_who_ask);
  box.stop();
  return again && !ending.signalled();
}

}  // namespace

void serve(const Config& config, Console console) {
  base::use_small_stacks();
  Ending ending;
  signal(SIGPIPE, SIG_IGN);
  Config current = config;
  const auto greeting = [&](App& box) { greet(config, box, console.err); };
  while (serve_once(current, ending, greeting)) {
    base::log(base::Level::info, "app", "the box begins again");
  }
}

}  // namespace app
