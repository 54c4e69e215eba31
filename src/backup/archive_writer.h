// SPDX-License-Identifier: MIT
#pragma once

// Contents as one tar archive, made while it is read: its members, and last "SHA256SUMS", with which
// `sha256sum -c` checks what was extracted. Its size is known before. One thread at a time.
//
// A file whose content is not what its row says is archived as it is, under the sum it has.

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
  // The next bytes, at most `room`; 0 at the end. Throws base::DiskError.
  std::size_t read(char* to, std::size_t room);

  const std::vector<std::string>& skipped() const {  // missing or of the wrong size
    return contents_.skipped();
  }
  const std::vector<std::string>& corrupted() const { return differing_; }  // of those read so far

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
  std::string pending_;     // what goes out before more of the file
  std::size_t given_ = 0;   // of pending_
  ArchiveEntry member_;     // that is under way
  base::Descriptor file_;   // the member's
  std::uint64_t left_ = 0;  // of it
  std::optional<crypto::Sha256> hash_;
  base::AnonymousFile sums_;
};

}  // namespace api
