// SPDX-License-Identifier: MIT
#include "backup/backup_verify.h"

#include "backup/media_verify.h"
#include "base/text/tar.h"
#include "media/file_store.h"
#include "store/database_file.h"
#include "store/engine/migrate.h"

namespace api {

VerifiedBackup verify(const std::string& folder, const base::Progress& progress) {
  const std::string database = folder + "/expobox.db";
  store::verify_schema(database);
  if (const auto foreign = store::foreign_schema_of(database); !foreign.empty()) {
    throw base::TarError("its database holds what this program does not put there: " + foreign.front());
  }
  const auto faults = store::integrity_check(database);
  if (!faults.empty()) throw base::TarError("its database is damaged: " + faults.front());
  const media::FileStore library(folder + "/media", {});
  VerifiedBackup found;
  library.each([&](const std::string&) { ++found.files; });
  const auto rows = store::media_files(database);
  progress.begin(rows.size());
  for (const store::MediaFile& row : rows) {
    const MediaFault fault = verify_media_file(library, row);
    if (fault == MediaFault::content) ++found.differing;
    if (fault == MediaFault::missing || fault == MediaFault::size) {
      throw base::TarError("it lacks the media file " + row.file);
    }
    progress.step();
  }
  if (found.files != rows.size()) throw base::TarError("it has media files that no row names");
  return found;
}

}  // namespace api
