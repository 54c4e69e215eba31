// SPDX-License-Identifier: MIT
#include "app/serve.h"

#include <signal.h>
#include <unistd.h>

#include <ostream>
#include <string>
#include <vector>

#include "app/app.h"
#include "base/addresses.h"
#include "base/parallel.h"
#include "base/qr.h"
#include "base/version.h"

namespace app {
namespace {

// The signals that end the server. Blocked, so that no thread is interrupted by one; main() waits for them.
class Ending {
 public:
  Ending() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }

  void wait() {
    int signal = 0;
    sigwait(&signals_, &signal);
    struct sigaction at_once {};
    at_once.sa_handler = [](int again) { _exit(128 + again); };
    sigaction(SIGTERM, &at_once, nullptr);
    sigaction(SIGINT, &at_once, nullptr);
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  }

 private:
  sigset_t signals_{};
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

}  // namespace

void serve(const Config& config, Console console) {
  base::use_small_stacks();
  Ending ending;
  signal(SIGPIPE, SIG_IGN);
  App box(config);
  box.start();
  greet(config, box, console.err);
  ending.wait();
  box.stop();
}

}  // namespace app
