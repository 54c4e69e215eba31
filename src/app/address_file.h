// SPDX-License-Identifier: MIT
#pragma once

// ADDRESS.txt in the data folder: where the box answers, for whoever has only its drive. Written anew
// when that changes and replaced whole: a crash leaves the earlier one. One thread at a time.

#include <span>
#include <string>

#include "data/data_folder.h"

namespace app {

struct ListeningPorts {
  int plain = 0;            // 0: HTTP is not for people
  int tls = 0;              // 0: HTTPS is off
  std::string fingerprint;  // of the box's own authority; "" where the operator has another
};

// Throws base::DiskError.
void write_address_file(const DataFolder& folder, std::span<const std::string> addresses,
                        const ListeningPorts& ports);

}  // namespace app
