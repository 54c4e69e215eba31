// SPDX-License-Identifier: MIT
#pragma once

// The exception that ends a command with a message for the operator, and the exit codes, numbered as in
// sysexits.h.

#include <stdexcept>
#include <string>

namespace app {

enum class ExitCode : int {
  ok = 0,
  usage = 64,          // invalid command line
  data = 65,           // unusable file or database
  unavailable = 69,    // address or port not available, or another program failed
  software = 70,       // internal error
  cannot_create = 73,  // data folder cannot be created
  io = 74,             // drive failure
  temporary = 75,      // busy: try again later
  no_permission = 77,  // the system user lacks a permission
  config = 78,         // invalid configuration file or environment
};

struct CommandError : std::runtime_error {
  CommandError(ExitCode why, const std::string& sentence) : std::runtime_error(sentence), code(why) {}
  ExitCode code;
};

}  // namespace app
