// SPDX-License-Identifier: MIT
#pragma once

#include "app/reload.h"
#include "config/console.h"

namespace app {

// Serves until SIGTERM or SIGINT, then finishes what is under way; a second signal ends the process at once.
// SIGHUP: the configuration is read again (reload.h), unless it came because the terminal has gone, which
// ends the box as ever. A service manager is told of all of it (base/host/systemd_notifier.h). After a restore through the
// API it stops and begins again by itself, on the same port. For the main thread, before any other is there.
// Throws what App does.
void serve(Configuration configuration, const ConfigLoader& reread, Console console);

}  // namespace app
