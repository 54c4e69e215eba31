// SPDX-License-Identifier: MIT
#pragma once

// Lists the contents of an archive before its first byte is sent: files of its own, and media files that stay
// in the library. All media are pinned (media/file_store.h) from before the first row is read until the
// manifest is destroyed, so no listed file can disappear. The list is in an anonymous file
// (base/anonymous_file.h), so memory use does not grow with the amount of data.
// Thread safety: one thread at a time.
// Throws: base::DiskError.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/anonymous_file.h"
#include "base/clock.h"
#include "base/files.h"
#include "media/file_store.h"

namespace api {

struct BackupSource {
  const media::FileStore& library;
  std::string database;
  std::string copies;  // a folder on the drive of the database
  base::UnixSeconds now = 0;
};

struct ArchiveEntry {
  std::string name;
  std::string file;  // name in the library; "" for the archive's own files
  std::uint64_t size = 0;
  std::string sha256;  // as stored in its row
};

class ArchiveManifest {
 public:
  explicit ArchiveManifest(const BackupSource& source);  // throws base::DiskError, like all members

  // Adds a file of the archive's own, read from its beginning. All of them precede the media.
  void add(std::string name, base::Descriptor content);
  // Adds a media file. The member name is generated and contains no line break or tab. Returns false if the
  // file is missing or has another size; it is then skipped and listed in skipped().
  bool add(const ArchiveEntry& media);

  std::uint64_t size() const;  // of the whole archive
  const std::vector<std::string>& skipped() const { return left_out_; }

  // Iterates over the members once, in order; open() returns the content of the latest next().
  std::optional<ArchiveEntry> next();
  base::Descriptor open(const ArchiveEntry& member);  // of the latest next()

 private:
  void count(const ArchiveEntry& member);

  const media::FileStore* library_;
  base::Descriptor pin_;
  std::vector<std::pair<ArchiveEntry, base::Descriptor>> own_;
  base::AnonymousFile list_;
  std::uint64_t size_ = 0, sums_ = 0;
  std::vector<std::string> left_out_;
  std::size_t at_ = 0;  // index into own_
};

std::uint64_t size_of(const base::Descriptor& file);

// backup_manifest.cpp: "expobox.db", "media/3f/3f9c….jpg" …. The database is a copy without the rows of
// missing files. keys/ is excluded: the token key would let its holder impersonate anyone. A crash during the
// copy leaves a ".part" or "archive-….db" in the folder for copies; the next start removes it.
ArchiveManifest backup_manifest(const BackupSource& source);  // also throws store::StorageError

// export_manifest.cpp: docs/admin-api.md, "What an export holds".
ArchiveManifest export_manifest(const BackupSource& source);  // also throws store::StorageError

}  // namespace api
