// SPDX-License-Identifier: MIT
#pragma once

// One restore, as the command line and the page make it: a backup is unpacked in a folder of its own and
// verified, and what was given to clients by either box is made void before it takes the place of the box
// that is there. Thread safety: one thread at a time. Crash safety: see data/data_swap.h.
// Throws: base::TarError where the backup is at fault, store::NewerSchema, store::Failure, base::DiskError.

#include <optional>
#include <string>

#include "backup/archive_reader.h"
#include "data/data_swap.h"
#include "store/audit.h"

namespace api {

class Restoration {
 public:
  explicit Restoration(std::string data);  // DATA is the data folder

  void unpack(ArchiveReader::Read read);  // also throws what `read` throws
  VerifiedBackup verify(const Progress& progress = {});

  // The backup is the box from the next start on, or at once; its audit trail begins with who restored it.
  void commit(const store::AuditEntry& entry);
  std::string replace(const store::AuditEntry& entry);  // where the old box is kept, "" when there was none

 private:
  void make_ready(const store::AuditEntry& entry);

  std::string data_;
  StagedData prepared_;
  std::optional<ArchiveReader> unpacking_;
};

}  // namespace api
