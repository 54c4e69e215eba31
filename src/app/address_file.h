// SPDX-License-Identifier: MIT
#pragma once

// Writes ADDRESS.txt in the data folder: the server's addresses, for a person who has only its drive.
// Thread safety: one thread at a time.
// Crash safety: the file is replaced atomically; a crash leaves the previous one.

#include <span>
#include <string>

#include "data/data_folder.h"

namespace app {

struct ListeningPorts {
  int plain = 0;            // 0: no HTTP for users
  int tls = 0;              // 0: HTTPS is off
  std::string fingerprint;  // of the server's own authority; "" if the operator supplies a certificate
};

// Throws: base::DiskError.
void write_address_file(const DataFolder& folder, std::span<const std::string> addresses,
                        const ListeningPorts& ports);

}  // namespace app
