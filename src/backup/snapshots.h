// SPDX-License-Identifier: MIT
#pragma once

// Copies of the database alone, in DATA/backups/, such as "copy-000012-20260125.db": a sequence number, since
// no clock is trusted, and the day. Kept are the newest six and the last of each of the latest seven days;
// together they use at most a quarter of the available space. To use one: stop the server, move the copy to
// expobox.db, remove expobox.db-wal and -shm, and run expobox check.
// Thread safety: one thread.
// Crash safety: a copy gets its name once it is complete and synced. A crash leaves a ".part", which the next
// start removes, as well as the temporary files of an interrupted backup.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "data/data_folder.h"
#include "media/file_store.h"

namespace app {

// Returns those of the names to keep, newest first.
std::vector<std::string> snapshots_to_keep(std::vector<std::string> names);

// Makes a copy unless the newest one has the same content or space is short. Returns true if it made one.
// Throws store::StorageError, base::DiskError.
bool snapshot_if_changed(const DataFolder& folder, base::UnixSeconds now, std::uint64_t reserve);

void remove_unfinished(const DataFolder& folder, const media::FileStore& library);  // throws base::DiskError

}  // namespace app
