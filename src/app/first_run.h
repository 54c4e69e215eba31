// SPDX-License-Identifier: MIT
#pragma once

// Issues a one-time link that creates the first administrator, shown on the terminal and in FIRST-RUN.txt in
// the data folder. There is no default password. To regain access, put a file RESET-ADMIN into the folder and
// restart the server: access to the drive grants access to the server.
// Thread safety: one thread.
// Crash safety: every start revokes the earlier link; a crash leaves at most a file with a revoked link.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data/data_folder.h"
#include "store/engine/database.h"

namespace app {

// Returns the code of a new link, or nothing if there is an administrator and no reset.
// Throws: store::StorageError.
std::optional<std::string> create_first_run_code(const DataFolder& folder, store::Database& engine);

std::string first_run_link(std::string_view address, int port, std::string_view code,
                           std::string_view scheme = "http");

// Writes FIRST-RUN.txt, then removes RESET-ADMIN. Throws: base::DiskError.
void write_first_run_file(const DataFolder& folder, std::span<const std::string> links);
// Removes FIRST-RUN.txt. A failure is harmless, and logged.
void remove_first_run_file(const DataFolder& folder);

}  // namespace app
