// SPDX-License-Identifier: MIT
#pragma once

// The command line: `expobox [VERB] [OPERANDS] [FLAGS]`. Data goes to stdout, messages to stderr, and the
// exit code is one of sysexits.h (base/exit.h).

#include <span>
#include <string>

#include "config/console.h"

namespace app {

// Runs one command and returns the exit code.
// Thread safety: for the main thread.
// Throws: nothing.
int run_command_line(std::span<const std::string> arguments, Console console);

}  // namespace app
