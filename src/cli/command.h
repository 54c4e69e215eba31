// SPDX-License-Identifier: MIT
#pragma once

// A command of the command line, and the arguments of a call.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/arguments.h"
#include "config/config.h"
#include "config/console.h"

namespace app {

struct Call {
  const Arguments& arguments;
  std::span<const std::string> operands;  // the words after the verb
  const Configuration& configuration;
  Console console;

  // Returns the value of a required flag. Throws: CommandError (usage).
  std::string required_flag(std::string_view flag) const;
};

struct Command {
  std::string_view verb;
  std::string_view usage;  // operands and flags
  std::string_view help;
  std::vector<Flag> flags;  // besides the settings
  void (*run)(Call& call);
  std::size_t max_operands = 0;
};

}  // namespace app
