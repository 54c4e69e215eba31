// SPDX-License-Identifier: MIT
#pragma once

// What an archive of the box is to hold, told before its first byte goes out: files of its own, and media
// that stay in the library. All media are pinned (media/file_store.h) from before the first row is read until
// this goes, so that every file that is listed stays. The list is in a file without a name (base/anonymous_file.h):
// memory does not grow with the box. One thread at a time.

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
  std::string file;  // of the library; "": its own
  std::uint64_t size = 0;
  std::string sha256;  // as its row has it
};

class ArchiveManifest {
 public:
  explicit ArchiveManifest(const BackupSource& source);  // throws base::DiskError, as all here

  // A file of its own, from its beginning. All of them come before the media.
  void add(std::string name, base::Descriptor content);
  // The member's name is of our making: no line end or tab in it. False when the drive has lost the file or a
  // part of it: then it is left out, and told.
  bool add(const ArchiveEntry& media);

  std::uint64_t size() const;  // of the whole archive
  const std::vector<std::string>& skipped() const { return left_out_; }

  // Then, each once and in order: the next member and what it holds.
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
  std::size_t at_ = 0;  // of own_
};

std::uint64_t size_of(const base::Descriptor& file);

// backup_manifest.cpp: "expobox.db", "media/3f/3f9c….jpg" …. The database is a copy without what the drive
// has lost. keys/ is not in it: whoever has the key of the tokens can be anybody. A crash while it is copied
// leaves a ".part" or "archive-….db" in the folder for copies, which the next start removes.
ArchiveManifest backup_manifest(const BackupSource& source);  // throws store::Failure too

// export_manifest.cpp: docs/admin-api.md, "What an export holds".
ArchiveManifest export_manifest(const BackupSource& source);  // throws store::Failure too

}  // namespace api
