// SPDX-License-Identifier: MIT
#pragma once

// A backup (manifest.h) taken apart in a folder of its own, and verified there. Nothing is written outside
// that folder, for only the names a backup has are taken. One thread. base::TarError says what is wrong with
// the backup, as a sentence that begins with "it".

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
  using Read = std::function<std::size_t(char* to, std::size_t room)>;  // some bytes; 0 at the end

  ArchiveReader(Read read, std::string folder);  // a folder that is there and empty

  // Writes every member under its name, to the last. Throws base::TarError when this is no backup or not all
  // of one, base::DiskError, and what reading throws.
  void extract();
  // What came is what was sent: throws base::TarError with the first member that differs from its sum.
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
  std::string sums_;       // as they are, in the order of the members
  std::string told_sums_;  // as the backup says
};

struct VerifiedBackup {
  std::uint64_t files = 0;      // of the media
  std::uint64_t differing = 0;  // of them, not what their rows say: it was so when the backup was made
};

// How far it has come: the number of steps first, then each of them. May throw.
struct Progress {
  std::function<void(std::size_t total)> begin = [](std::size_t) {};
  std::function<void()> step = [] {};
};

// That a database in a folder is whole and this program's, and that it and the media beside it are of one
// box. Throws base::TarError, store::NewerSchema, store::Failure, base::DiskError.
VerifiedBackup verify(const std::string& folder, const Progress& progress = {});

}  // namespace api
