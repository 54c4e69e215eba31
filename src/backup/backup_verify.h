// SPDX-License-Identifier: MIT
#pragma once

// Verifies an extracted backup before a restore installs it: the database is intact and has this program's
// schema, and the media files match its rows.
// Thread safety: one thread per folder.

#include <cstdint>
#include <string>

#include "base/progress.h"

namespace api {

struct VerifiedBackup {
  std::uint64_t files = 0;      // number of media files
  std::uint64_t differing = 0;  // number of them that differed from their rows when backed up
};

// Throws base::TarError, store::SchemaTooNew, store::StorageError, base::DiskError.
VerifiedBackup verify(const std::string& folder, const base::Progress& progress = {});

}  // namespace api
