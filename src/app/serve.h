// SPDX-License-Identifier: MIT
#pragma once

#include "app/reload.h"
#include "config/console.h"

namespace app {

// Serves until SIGTERM or SIGINT, then finishes the requests in progress; a second signal ends the process at
// once. SIGHUP reloads the configuration (reload.h), or ends the server if the terminal has closed. Reports
// its state to the service manager (base/host/systemd_notifier.h). Restarts itself on the same port after a
// restore through the API.
// Thread safety: for the main thread, before any other thread exists.
// Throws: what App throws.
void serve(Configuration configuration, const ConfigLoader& reread, Console console);

}  // namespace app
