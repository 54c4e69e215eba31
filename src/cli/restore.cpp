// SPDX-License-Identifier: MIT
#include "cli/restore.h"

#include <filesystem>
#include <ostream>

#include "api/context/audit_trail.h"
#include "backup/restoration.h"
#include "base/exit.h"
#include "base/files.h"
#include "data/data_folder.h"

namespace app {
namespace {

void require_room(const DataFolder& folder, const std::string& archive, std::uint64_t reserve) {
  const std::uint64_t needed = std::filesystem::file_size(archive) + reserve;
  const std::uint64_t free = base::free_bytes(folder.path());
  if (free >= needed) return;
  throw CommandError(ExitCode::io, "there is not enough room in " + folder.path() + ": " +
                                       std::to_string(needed) +
                                       " bytes are needed, as the box that is there is kept, and " +
                                       std::to_string(free) + " are free");
}

void report(const api::VerifiedBackup& restored, const std::string& kept, std::ostream& err) {
  err << "restored " << restored.files << " media files and the database\n";
  if (restored.differing > 0) {
    err << restored.differing << " of the files were damaged when the backup was made: see expobox check\n";
  }
  if (!kept.empty()) err << "what was there before is in " << kept << "\n";
  err << "Everybody signs in again: no token, session or revoked login code of before the restore is good.\n";
}

// Accepts only complete backups of this program.
api::VerifiedBackup take_apart(api::Restoration& restoration, const std::string& archive) {
  const base::Descriptor file = base::open_read(archive);
  try {
    restoration.unpack([&](char* to, std::size_t room) { return base::read_up_to(file, to, room); });
    return restoration.verify();
  } catch (const base::TarError& error) {
    throw CommandError(ExitCode::data,
                       archive + " cannot be restored: " + error.what() + ". Nothing was changed.");
  }
}

}  // namespace

void run_restore(Call& call) {
  if (call.operands.size() != 1) throw CommandError(ExitCode::usage, "which FILE is to be restored?");
  const Config& config = call.configuration.config;
  const std::string& archive = call.operands.front();
  if (!base::exists(archive)) throw CommandError(ExitCode::usage, "there is no file " + archive);
  const DataFolder folder(config.data);
  const base::Descriptor held = folder.lock();
  require_room(folder, archive, config.media.reserve_bytes);

  api::Restoration restoration(folder.path());
  const api::VerifiedBackup restored = take_apart(restoration, archive);
  const base::BoxClock clock(folder.clock_note(), config.machine);
  report(restored, restoration.replace(api::audit_entry(clock, "restore")), call.console.err);
}

}  // namespace app
