// SPDX-License-Identifier: MIT
#pragma once

// Checks the data at start-up, before any upload is possible, and logs the result. Limited to what a
// Raspberry Pi does in a few seconds; `expobox check` verifies everything.

#include <cstddef>
#include <string>

#include "data/data_folder.h"
#include "media/file_store.h"
#include "store/engine/database.h"

namespace app {

// Returns the path of the database. After an unclean stop, a database of up to 64 MB is first read in full,
// since a bad drive leaves damage then; a larger one would delay the start. Throws: CommandError (data) if it
// is damaged, since further writes would damage more.
std::string verified_database(const DataFolder& folder, bool stopped_cleanly);

struct SweepResult {
  std::size_t rows = 0;     // of media
  std::size_t files = 0;    // of those rows, with a file
  std::size_t missing = 0;  // rows without a file
  std::size_t orphans = 0;  // files without a row
  bool removed = false;     // the orphans were removed
};

// Removes files without a row, left by uploads that a crash ended. Removes nothing if the database has no
// accounts: it is new, and the files belong to another one.
SweepResult sweep_orphans(store::Database& engine, const media::FileStore& library);

// Sweeps files after an unclean stop only: with thousands of files the sweep takes most of the start.
SweepResult check_at_startup(const DataFolder& folder, store::Database& engine,
                             const media::FileStore& library, bool stopped_cleanly);

}  // namespace app
