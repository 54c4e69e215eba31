// SPDX-License-Identifier: MIT
#pragma once

// A restore, as run by the command line and the admin page. Extracts a backup into a folder of its own,
// verifies it, and revokes all credentials issued by either database before it replaces the current data.
// Thread safety: one thread at a time.
// Crash safety: see data/data_swap.h.
// Throws: base::TarError for a bad backup, store::SchemaTooNew, store::StorageError, base::DiskError.

#include <optional>
#include <string>

#include "backup/archive_reader.h"
#include "backup/backup_verify.h"
#include "data/data_swap.h"
#include "store/audit.h"

namespace api {

class Restoration {
 public:
  explicit Restoration(std::string data);  // the data folder

  void unpack(ArchiveReader::Read read);  // also throws what `read` throws
  VerifiedBackup verify(const base::Progress& progress = {});

  // Install the backup: commit() at the next start, replace() at once. `entry` is added to its audit log.
  void commit(const store::AuditEntry& entry);
  std::string replace(const store::AuditEntry& entry);  // where the old data was moved, "" if there was none

 private:
  void make_ready(const store::AuditEntry& entry);

  std::string data_;
  StagedData prepared_;
  std::optional<ArchiveReader> unpacking_;
};

}  // namespace api
