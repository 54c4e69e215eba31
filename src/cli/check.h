// SPDX-License-Identifier: MIT
#pragma once

// Checks the integrity of the data: the database itself, the file of every row, the row of every file. A
// repair moves and never deletes: files and rows that do not match go to DATA/lost/N/, rows as JSON lines.
// The usage totals of accounts are recounted.
// Thread safety: one thread.
// Crash safety: the lines are synced before a file moves, and files move before their rows are removed. The
// next repair completes an interrupted one.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "backup/media_verify.h"
#include "cli/command.h"
#include "data/data_folder.h"
#include "media/file_store.h"
#include "store/database_file.h"

namespace app {

struct Findings {
  std::size_t rows = 0, files = 0;
  std::vector<std::string> usage;     // accounts whose usage totals in the database are wrong
  std::vector<std::string> foreign;   // in the database schema, but not created by this program
  std::vector<std::string> database;  // messages of SQLite
  // Files that rows name: absent, a link or not a regular file, of another size, changed.
  std::vector<std::string> missing, irregular, size, content;
  std::vector<std::string> orphans;  // files without a row

  std::size_t count() const {
    return foreign.size() + database.size() + missing.size() + irregular.size() + size.size() +
           content.size() + orphans.size() + usage.size();
  }
};

// Also works beside a running server, but then skips orphans: uploads in progress look the same.
// Throws: store::StorageError, store::SchemaTooNew, base::DiskError.
Findings examine(const DataFolder& folder, const media::FileStore& library, bool server_runs);

// Requires an intact database and no running server. Returns the folder that the findings were moved to.
// Throws: what examine() throws.
std::string repair(const DataFolder& folder, const Findings& findings);

void run_check(Call& call);

}  // namespace app
