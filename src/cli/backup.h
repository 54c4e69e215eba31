// SPDX-License-Identifier: MIT
#pragma once

// `expobox backup FILE` and `expobox export FILE`: write an archive (backup/manifest.h) to a file or to
// standard output. Both also work beside a running server.
// Thread safety: for the main thread.
// Crash safety: the file is written under a temporary name, synced and renamed. SIGINT, SIGTERM and SIGHUP
// leave nothing; a kill leaves "FILE.….part".

#include "cli/command.h"

namespace app {

void run_backup(Call& call);
void run_export(Call& call);

}  // namespace app
