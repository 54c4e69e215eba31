// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cerrno>

#include "backup/manifest.h"
#include "base/ids.h"
#include "store/database_file.h"
#include "store/engine/database_copy.h"

namespace api {
namespace {

// A temporary copy of the database, removed by the destructor at the latest.
struct Copy {
  explicit Copy(std::string where) : path(std::move(where)) {}
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy() {
    for (const char* ending : {"", ".part", "-journal"}) ::unlink((path + ending).c_str());
  }
  const std::string path;
};

}  // namespace

// The copy is the first member. Rows of lost media are deleted from it before its size is measured.
ArchiveManifest backup_manifest(const BackupSource& source) {
  ArchiveManifest contents(source);
  const base::Descriptor original = base::open_read(source.database);
  if (!original) throw base::DiskError(ENOENT, "open " + source.database);
  // A full drive needs a backup most. The copy may use the organiser's reserve except for a quarter.
  media::require_free_space(base::parent_path(source.database), size_of(original),
                            source.library.limits().organisers_bytes() / 4);

  const Copy copy(source.copies + "/archive-" + base::random_hex(8) + ".db");
  store::copy_database(source.database, copy.path);
  for (const store::MediaFile& media : store::media_files(copy.path)) {
    contents.add({.name = "media/" + media.file.substr(0, 2) + "/" + media.file,
                  .file = media.file,
                  .size = media.size,
                  .sha256 = media.sha256});
  }
  if (!contents.skipped().empty()) store::remove_media_rows(copy.path, contents.skipped());
  contents.add("expobox.db", base::open_read(copy.path));
  return contents;
}

}  // namespace api
