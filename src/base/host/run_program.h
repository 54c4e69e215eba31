// SPDX-License-Identifier: MIT
#pragma once

// Runs another program of this machine to its end.

#include <string>
#include <vector>

namespace app {

// Starts the program at `path` without a shell, with a fixed environment and nothing on its standard input,
// and waits for it. Returns its exit status, or 128 and the signal that ended it, as a shell does. Thread
// safety: any thread. Throws: std::system_error when it cannot be started.
int run_program(const std::string& path, const std::vector<std::string>& arguments);

}  // namespace app
