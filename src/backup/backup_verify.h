// SPDX-License-Identifier: MIT
#pragma once

// Verifies an extracted backup before a restore installs it: the database is intact and has this program's
// schema, and the media files match its rows.
// Thread safety: one thread per folder.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace api {

struct VerifiedBackup {
  std::uint64_t files = 0;      // number of media files
  std::uint64_t differing = 0;  // number of them that differed from their rows when backed up
};

// Reports progress: first the number of steps, then each step. May throw.
struct Progress {
  std::function<void(std::size_t total)> begin = [](std::size_t) {};
  std::function<void()> step = [] {};
};

// Throws base::TarError, store::SchemaTooNew, store::StorageError, base::DiskError.
VerifiedBackup verify(const std::string& folder, const Progress& progress = {});

}  // namespace api
