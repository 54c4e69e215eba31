// SPDX-License-Identifier: MIT
#include "store/engine/database_copy.h"

#include <unistd.h>

#include <system_error>

#include "base/files.h"
#include "store/engine/connection.h"

namespace store {
namespace {

void sync(const std::string& path) {
  const base::Descriptor file = base::open_read(path);
  if (!file || ::fsync(file.get()) != 0) throw StorageError(StorageError::Kind::disk, "cannot sync " + path);
}

}  // namespace

// SQLite does not sync the output of VACUUM INTO, so the copy gets its name only after a sync.
void copy_database(const std::string& path, const std::string& to) try {
  const std::string part = to + ".part";
  base::remove_file(part);
  const Value target[] = {part};
  SqliteConnection(path, SqliteConnection::Use::read).execute("VACUUM INTO ?", target);
  sync(part);
  base::move_file(part, to);
} catch (const std::system_error& error) {
  throw StorageError(StorageError::Kind::disk, error.what());
}

}  // namespace store
