// SPDX-License-Identifier: MIT
#pragma once

// Copies of the database alone, in DATA/backups/: "copy-000012-20260125.db", numbered as they were made, for
// no clock is to be trusted, with the day they were made on. The newest six stay, and the last of each of the
// latest seven days; together they take at most a quarter of the room there is. To use one: stop the server,
// put it in the place of expobox.db, remove expobox.db-wal and -shm, and expobox check.
//
// One thread makes them. A copy has its name once it is whole and on the drive; a crash leaves a ".part",
// which the next start removes, as it does what a crash in a backup left.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "data/data_folder.h"
#include "media/file_store.h"

namespace app {

// Of these names those that stay, the newest first.
std::vector<std::string> snapshots_to_keep(std::vector<std::string> names);

// Unless the newest copy says the same, or room is short. True when one was made. Throws store::StorageError,
// base::DiskError.
bool snapshot_if_changed(const DataFolder& folder, base::UnixSeconds now, std::uint64_t reserve);

void remove_unfinished(const DataFolder& folder, const media::FileStore& library);  // throws base::DiskError

}  // namespace app
