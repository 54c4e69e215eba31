// SPDX-License-Identifier: MIT
#pragma once

// The commands about drives that are plugged into this machine: which are there, which it serves, and whether
// one starts by itself. They need no data folder. They throw CommandError and base::DiskError.

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
