// SPDX-License-Identifier: MIT
#pragma once

// A configuration read again while the box runs: what of it may change at once, and what waits for a restart.
// For the main thread.

#include <functional>

#include "config/config.h"

namespace app {

class App;

// The configuration as it is now; throws Stop, base::DiskError.
using ConfigLoader = std::function<Configuration()>;

// Reads again, takes into `running` what may change while the box runs and puts it in force. The log names
// each setting that has changed, and those that need a restart at each reload until they get it. A
// configuration that cannot be used changes nothing.
void reload(Configuration& running, const ConfigLoader& reread, App& box);

}  // namespace app
