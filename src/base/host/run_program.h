// SPDX-License-Identifier: MIT
#pragma once

// Runs another program on this machine and waits for it.
// Thread safety: any thread may call.
// Throws: std::system_error when the program cannot be started.

#include <string>
#include <vector>

namespace app {

// Runs the program at `path` without a shell, with a fixed environment and an empty standard input. Returns
// its exit status, or 128 plus the signal that ended it, as a shell does.
int run_program(const std::string& path, const std::vector<std::string>& arguments);

}  // namespace app
