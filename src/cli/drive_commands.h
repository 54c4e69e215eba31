// SPDX-License-Identifier: MIT
#pragma once

// Commands for drives plugged into this machine: list, pair and unpair them, and start them automatically.
// They need no data folder.
// Throws: CommandError, base::DiskError.

#include <vector>

#include "cli/command.h"

namespace app {

std::vector<Command> drive_commands();  // all of them, for the command line

void list_drives(Call& call);
void pair_drive(Call& call);
void unpair_drive(Call& call);
void enable_drives(Call& call);
void disable_drives(Call& call);

}  // namespace app
