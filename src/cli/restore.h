// SPDX-License-Identifier: MIT
#pragma once

// `expobox restore FILE`: a backup taken back, unpacked and verified (backup/archive_reader.h) in a folder of its own,
// then put in the place of what is there (data/data_swap.h). For the main thread; beside nobody.

#include "cli/command.h"

namespace app {

void run_restore(Call& call);

}  // namespace app
