// SPDX-License-Identifier: MIT
#pragma once

// `expobox backup FILE` and `expobox export FILE`: an archive of backup/manifest.h in a file, or on standard
// output. Beside a running server too. The file is written beside its name and renamed once it is whole and
// on the drive; SIGINT, SIGTERM and SIGHUP leave nothing of it, a kill leaves "FILE.….part". For the main
// thread.

#include "cli/command.h"

namespace app {

void run_backup(Call& call);
void run_export(Call& call);

}  // namespace app
