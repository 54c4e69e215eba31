// SPDX-License-Identifier: MIT
#include "app/serve.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "app/app.h"
#include "base/parallel.h"
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
