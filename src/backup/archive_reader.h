// SPDX-License-Identifier: MIT
#pragma once

// Extracts a backup (manifest.h) into a folder of its own and verifies its checksums. Only the member names
// of a backup are accepted, so nothing is written outside that folder. Thread safety: one thread. Throws:
// base::TarError for a bad backup, with a sentence that begins with "it"; base::DiskError.

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/text/tar.h"

namespace api {

class ArchiveReader {
 public:
  using Read = std::function<std::size_t(char* to, std::size_t room)>;  // returns some bytes; 0 at the end

  ArchiveReader(Read read, std::string folder);  // an existing, empty folder

  // Writes every member under its name. Throws base::TarError if the input is not a complete backup,
  // base::DiskError, and what `read` throws.
  void extract();
  // Verifies the extracted members against SHA256SUMS. Throws base::TarError with the first one that differs.
  void verify_checksums() const;

 private:
  std::string_view read(std::uint64_t wanted);
  std::optional<base::TarMember> next();
  template <class Use>
  void content(const base::TarMember& member, Use use);
  void extract_member(const base::TarMember& member);
  void take_sums(const base::TarMember& member);

  Read read_;
  std::string folder_;
  std::string piece_;
  std::set<std::string> taken_;
  std::string sums_;       // computed, in the order of the members
  std::string told_sums_;  // as stored in the backup
};

}  // namespace api
