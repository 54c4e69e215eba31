// SPDX-License-Identifier: MIT
#pragma once

// Where a command reads and writes: data goes out, everything else is a message for the operator.

#include <iosfwd>

namespace app {

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace app
