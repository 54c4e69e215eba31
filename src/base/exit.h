// SPDX-License-Identifier: MIT
#pragma once

// The end of a command that cannot do what it was asked: a sentence for the operator and an exit code, as
// sysexits.h numbers them.

#include <stdexcept>
#include <string>

namespace app {

enum class ExitCode : int {
  ok = 0,
  usage = 64,          // the command line is wrong
  data = 65,           // a file or database cannot be used as it is
  unavailable = 69,    // the address or port cannot be had, or another program fails
  software = 70,       // a fault of the program
  cannot_create = 73,  // the data folder cannot be made
  io = 74,             // the drive failed
  temporary = 75,      // busy: try again later
  no_permission = 77,  // of this user of the machine
  config = 78,         // the configuration file or the environment is wrong
};

struct CommandError : std::runtime_error {
  CommandError(ExitCode why, const std::string& sentence) : std::runtime_error(sentence), code(why) {}
  ExitCode code;
};

}  // namespace app
