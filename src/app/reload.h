// SPDX-License-Identifier: MIT
#pragma once

// Reloads the configuration while the server runs.
// Thread safety: for the main thread.

#include <functional>

#include "config/config.h"

namespace app {

class App;

// Returns the current configuration. Throws: CommandError, base::DiskError.
using ConfigLoader = std::function<Configuration()>;

// Reads the configuration, copies the settings that may change at run time into `running`, and applies them.
// Logs each changed setting; those that need a restart are logged at every reload until then. An unusable
// configuration changes nothing.
void reload(Configuration& running, const ConfigLoader& reread, App& box);

}  // namespace app
