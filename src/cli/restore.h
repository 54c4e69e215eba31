// SPDX-License-Identifier: MIT
#pragma once

// `expobox restore FILE`: unpacks and verifies a backup (backup/archive_reader.h) in a folder of its own,
// then swaps it with the present data (data/data_swap.h). No other process may use the data folder.
// Thread safety: for the main thread.

#include "cli/command.h"

namespace app {

void run_restore(Call& call);

}  // namespace app
