// SPDX-License-Identifier: MIT
#include "app/serve.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "app/app.h"
#include "base/addresses.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/qr.h"
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

// The QR code only where there is a screen: a log would not show it.
void invite(const Config& config, const std::vector<std::string>& links, std::ostream& err) {
  err << "Make the administrator's account at this address, which works once:\n";
  for (const std::string& link : links) err << "  " << link << "\n";
  if (isatty(STDERR_FILENO) == 1) err << base::qr_for_terminal(links.front());
  err << "It is also in " << config.data << "/FIRST-RUN.txt. Or make the account with\n"
      << "  expobox user add --email you@example.com --password - --admin --data " << config.data << "\n";
}

void greet(const Config& config, App& box, std::ostream& err) {
  err << "ExpoBox " << base::version << " answers at\n";
  for (const std::string& address : base::reachable_at(config.server.address)) {
    err << "  http://" << address << ":" << box.port() << "/\n";
  }
  err << "and keeps everything in " << config.data << "\n";
  if (!box.first_run_links().empty()) invite(config, box.first_run_links(), err);
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
