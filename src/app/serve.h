// SPDX-License-Identifier: MIT
#pragma once

#include "app/config.h"
#include "app/console.h"

namespace app {

// Serves until SIGTERM or SIGINT, then finishes what is under way; a second signal ends the process at once.
// After a restore through the API it stops and begins again by itself, on the same port.
// For the main thread, before any other is there. Throws what App does.
void serve(const Config& config, Console console);

}  // namespace app
