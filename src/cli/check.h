// SPDX-License-Identifier: MIT
#pragma once

// Looks whether a box is whole: the database in itself, every row's file, every file's row. To repair is to
// move, never to delete: what does not belong together goes to DATA/lost/N/, files as they are, rows as JSON
// lines; sums of what accounts use are counted anew. The lines are on the drive before a file moves, and the
// files have moved before the rows go: a crash leaves what the next repair finishes. One thread.

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
  std::vector<std::string> usage;     // accounts whose sums in the database are wrong
  std::vector<std::string> foreign;   // in the database's schema: not of this program
  std::vector<std::string> database;  // in SQLite's words
  // Files that rows name: not there, a link or no file at all, of another size, changed.
  std::vector<std::string> missing, irregular, size, content;
  std::vector<std::string> orphans;  // files that no row names

  std::size_t count() const {
    return foreign.size() + database.size() + missing.size() + irregular.size() + size.size() +
           content.size() + orphans.size() + usage.size();
  }
};

// Beside a running server too: then orphans cannot be told from uploads that are under way, and are not
// looked for. Throws store::StorageError, store::NewerSchema, base::DiskError.
Findings examine(const DataFolder& folder, const media::FileStore& library, bool server_runs);

// Only for a sound database beside which no server runs. The folder the findings were moved to. Throws the
// same.
std::string repair(const DataFolder& folder, const Findings& findings);

void run_check(Call& call);

}  // namespace app
