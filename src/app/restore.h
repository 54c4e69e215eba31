// SPDX-License-Identifier: MIT
#pragma once

// A backup taken back: unpacked and verified in a folder of its own, then put in the place of what is there
// (replace.h). Nothing is written outside that folder, for only the names a backup has are taken. One thread;
// beside nobody.

#include <cstdint>
#include <string>

#include "app/command.h"

namespace app {

// Writes what the archive holds into a folder that is there and empty, and compares every content with its
// sum. Throws Stop (data) when the archive is not one of ours, or not whole; base::DiskError.
void unpack(const std::string& archive, const std::string& folder);

struct Restored {
  std::uint64_t files = 0;      // of the media
  std::uint64_t differing = 0;  // of them, not what their rows say: it was so when the backup was made
};

// That a database in a folder is whole and this program's, and that it and the media beside it are of one
// box. Throws Stop (data), store::NewerSchema, store::Failure.
Restored verify(const std::string& folder);

void run_restore(Call& call);

}  // namespace app
