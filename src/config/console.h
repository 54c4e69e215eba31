// SPDX-License-Identifier: MIT
#pragma once

// The streams of a command: data goes to `out`, messages for the operator go to `err`.

#include <iosfwd>

namespace app {

struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace app
