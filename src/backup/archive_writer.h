// SPDX-License-Identifier: MIT
#pragma once

// Writes the contents of a manifest as one tar archive, generated while it is read. The last member is
// "SHA256SUMS", with which `sha256sum -c` verifies the extracted files. The size is known in advance.
// A file that differs from its row is archived as it is, with its actual checksum.
// Thread safety: one thread at a time.
// Throws: base::DiskError.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backup/manifest.h"
#include "base/anonymous_file.h"
#include "base/clock.h"
#include "base/files.h"
#include "crypto/hash.h"

namespace api {

class ArchiveWriter {
 public:
  ArchiveWriter(const BackupSource& source, ArchiveManifest contents);  // throws base::DiskError
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  std::uint64_t size() const { return size_; }
  // Reads the next bytes, at most `room`; returns 0 at the end. Throws base::DiskError.
  std::size_t read(char* to, std::size_t room);

  const std::vector<std::string>& skipped() const {  // missing or of the wrong size
    return contents_.skipped();
  }
  const std::vector<std::string>& corrupted() const { return differing_; }  // among those read so far

 private:
  enum class Stage { members, sums, ended };

  bool advance();
  void begin(base::Descriptor file, const ArchiveEntry& member);
  void end_member();

  const base::UnixSeconds now_;
  ArchiveManifest contents_;
  const std::uint64_t size_;
  std::vector<std::string> differing_;

  Stage stage_ = Stage::members;
  std::string pending_;     // bytes to return before more of the file
  std::size_t given_ = 0;   // bytes of pending_ already returned
  ArchiveEntry member_;     // the current member
  base::Descriptor file_;   // of the current member
  std::uint64_t left_ = 0;  // bytes of file_ not yet read
  std::optional<crypto::Sha256> hash_;
  base::AnonymousFile sums_;
};

}  // namespace api
