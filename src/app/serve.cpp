// SPDX-License-Identifier: MIT
#include "app/serve.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/allocator.h"
#include "app/app.h"
#include "app/watchdog.h"
#include "base/host/addresses.h"
#include "base/host/systemd_notifier.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/text/qr.h"
#include "base/version.h"

namespace app {
namespace {

using namespace std::chrono_literals;

// The page in the browser polls the state of a restore about every half second.
constexpr auto for_those_who_ask = 1500ms;

sigset_t signals_that_end() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

sigset_t signals_that_reload() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGHUP);
  return signals;
}

// Blocks the signals and returns a descriptor to read them from.
base::Descriptor blocked(const sigset_t& signals) {
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return base::Descriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

// Waits for what ends or changes this run: a signal, or a request to restart. The signals are blocked, so
// that they interrupt no thread; the main thread waits for them.
class SignalWaiter {
 public:
  enum class Why { signal, again, reload };

  SignalWaiter()
      : signals_(blocked(signals_that_end())),
        reload_(blocked(signals_that_reload())),
        again_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!signals_ || !reload_ || !again_) throw base::DiskError(errno, "wait for signals");
  }

  // Any thread may call.
  void begin_again() const { eventfd_write(again_.get(), 1); }

  Why wait() {
    while (true) {
      std::array<pollfd, 3> events{
          {{signals_.get(), POLLIN, 0}, {again_.get(), POLLIN, 0}, {reload_.get(), POLLIN, 0}}};
      poll(events.data(), events.size(), -1);
      if (signalled()) return Why::signal;
      if (eventfd_t number = 0; eventfd_read(again_.get(), &number) == 0) return Why::again;
      if (!hung_up()) continue;
      if (!terminal_has_gone()) return Why::reload;
      next_ends_at_once();
      return Why::signal;
    }
  }

  // Returns true if a signal is pending or arrives within `longest`. The next signal then ends the process at
  // once.
  bool signalled(std::chrono::milliseconds longest = {}) {
    pollfd event{signals_.get(), POLLIN, 0};
    poll(&event, 1, static_cast<int>(longest.count()));
    signalfd_siginfo signal{};
    if (read(signals_.get(), &signal, sizeof signal) != sizeof signal) return false;
    next_ends_at_once();
    return true;
  }

 private:
  static void next_ends_at_once() {
    struct sigaction at_once {};
    at_once.sa_handler = [](int again) { _exit(128 + again); };
    sigaction(SIGTERM, &at_once, nullptr);
    sigaction(SIGINT, &at_once, nullptr);
    const sigset_t ending = signals_that_end();
    pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
  }
  bool hung_up() const {
    signalfd_siginfo signal{};
    return read(reload_.get(), &signal, sizeof signal) == sizeof signal;
  }
  // The user closed the terminal in which the server was started.
  bool terminal_has_gone() const { return on_terminal_ && isatty(STDERR_FILENO) == 0; }

  base::Descriptor signals_, reload_, again_;
  const bool on_terminal_ = isatty(STDERR_FILENO) == 1;
};

// On a terminal only: a log cannot show it.
void show_code(const std::string& url, std::ostream& err) {
  if (isatty(STDERR_FILENO) == 1) err << base::qr_terminal_text(url);
}

void print_first_run(const Config& config, const std::vector<std::string>& links, std::ostream& err) {
  err << "Make the administrator's account at this address, which works once:\n";
  for (const std::string& link : links) err << "  " << link << "\n";
  show_code(links.front(), err);
  err << "It is also in " << config.data << "/FIRST-RUN.txt. Or make the account with\n"
      << "  expobox user add --email you@example.com --password - --admin --data " << config.data << "\n";
}

void print_banner(const Config& config, App& box, std::ostream& err) {
  err << "ExpoBox " << base::version << " answers at\n";
  const auto addresses = base::urls_for_listener(config.server.address);
  for (const std::string& address : addresses) err << "  " << box.url_at(address) << "\n";
  if (box.tls_port() > 0 && box.is_plain()) err << "with https:// at port " << box.tls_port() << "\n";
  err << "and keeps everything in " << config.data << "\n";
  if (!box.first_run_links().empty()) {
    print_first_run(config, box.first_run_links(),
                    err);  // has its own QR code: two do not fit on a screen
  } else {
    show_code(box.url_at(addresses.front()), err);
  }
  err.flush();
}

std::string status_of(const Config& config, const App& box) {
  std::string status = "answers at";
  for (const std::string& address : base::urls_for_listener(config.server.address)) {
    status += " " + box.url_at(address);
  }
  if (const std::string name = box.name(); !name.empty()) status += " " + box.url_at(name);
  return status;
}

// Serves for the lifetime of the process, with one App after another.
class Run {
 public:
  Run(Configuration configuration, const ConfigLoader& reread, Console console)
      : configuration_(std::move(configuration)), reread_(reread), console_(console) {}

  // Returns true if the server must restart: a restore has replaced the data, which the next App opens.
  bool serve_once() {
    App box(configuration_.config, [this] { ending_.begin_again(); });
    box.start();
    print_banner(configuration_.config, box, console_.err);
    configuration_.config.tls_port = box.tls_port() > 0 ? box.tls_port() : configuration_.config.tls_port;
    if (box.port() > 0) configuration_.config.server.port = box.port();  // keeps a free port across restarts
    notify_.ready(status_of(configuration_.config, box));
    const Watchdog watchdog(notify_, [&box] { return box.is_responsive(); });
    bool again = wait(box) == SignalWaiter::Why::again;
    if (again) again = !ending_.signalled(for_those_who_ask);
    if (!again) notify_.stopping();
    box.stop();
    return again && !ending_.signalled();
  }

 private:
  SignalWaiter::Why wait(App& box) {
    SignalWaiter::Why why = ending_.wait();
    for (; why == SignalWaiter::Why::reload; why = ending_.wait()) {
      notify_.reloading();
      reload(configuration_, reread_, box);
      notify_.ready(status_of(configuration_.config, box));
    }
    return why;
  }

  Configuration configuration_;
  const ConfigLoader& reread_;
  Console console_;
  SignalWaiter ending_;
  const base::ServiceNotifier notify_{process_environment};
};

}  // namespace

void serve(Configuration configuration, const ConfigLoader& reread, Console console) {
  configure_allocator();
  base::set_default_stack_size();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGUSR1, SIG_IGN);  // sent by log rotation to programs that hold a log file open
  Run run(std::move(configuration), reread, console);
  while (run.serve_once()) base::log(base::Level::info, "app", "the box begins again");
}

}  // namespace app
