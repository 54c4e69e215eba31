// SPDX-License-Identifier: MIT
#pragma once

// What is looked at when the server starts, before anybody may upload; a line in the log says what was found.
// It is bounded by what a Raspberry Pi does in some seconds: `expobox check` looks at everything.

#include <cstddef>
#include <string>

#include "data/data_folder.h"
#include "media/file_store.h"
#include "store/engine/engine.h"

namespace app {

// The database's path. After a stop that was not clean a database of up to 64 MB is first read through, for
// that is when a bad drive leaves damage; a larger one would keep the hall waiting. Throws CommandError
// (data) when it is damaged: to go on would damage more.
std::string verified_database(const DataFolder& folder, bool stopped_cleanly);

struct SweepResult {
  std::size_t rows = 0;     // of media
  std::size_t files = 0;    // of them those that stay
  std::size_t missing = 0;  // rows without a file
  std::size_t orphans = 0;  // files without a row
  bool removed = false;     // the orphans were
};

// Removes the files no row names: what uploads left that a crash ended. Of a database without accounts
// nothing is removed: it is a new one, and the files are another's.
SweepResult sweep_orphans(store::Database& engine, const media::FileStore& library);

// Files are swept only after a stop that was not clean: with thousands of them it is most of a start.
SweepResult check_at_startup(const DataFolder& folder, store::Database& engine,
                             const media::FileStore& library, bool stopped_cleanly);

}  // namespace app
