// SPDX-License-Identifier: MIT
#pragma once

// The box as one tar archive, made while it is read: "expobox.db", "media/3f/3f9c….jpg" …, and last
// "SHA256SUMS", with which `sha256sum -c` checks what was extracted. Its size is known before.
//
// First all media are pinned (media/library.h), then the database is copied, so that every file the copy
// names stays until the archive goes. What the drive has lost before is left out of the copy, and told. keys/
// is not in it: whoever has the key of the tokens can be anybody. The copy has no name any more once it is
// made; a crash before that leaves a ".part" or "archive-….db" in the folder for copies, which the next start
// removes.
//
// A file whose content is not what its row says is archived as it is, under the sum it has. One thread at a
// time.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "crypto/hash.h"
#include "media/library.h"

namespace api {

class Archive {
 public:
  struct Source {
    const media::Library& library;
    std::string database;
    std::string copies;  // a folder on the drive of the database
    base::UnixSeconds now = 0;
  };

  explicit Archive(const Source& source);  // throws store::Failure, base::DiskError
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  std::uint64_t size() const { return size_; }
  // The next bytes, at most `room`; 0 at the end. Throws base::DiskError.
  std::size_t read(char* to, std::size_t room);

  const std::vector<std::string>& left_out() const { return left_out_; }    // missing or of the wrong size
  const std::vector<std::string>& differing() const { return differing_; }  // of those read so far

 private:
  struct Member {
    std::string name;
    std::string file;  // of the library; "": the database
    std::uint64_t size = 0;
    std::string sha256;  // as its row has it
  };

  void copy_database(const Source& source);
  void add(Member member);
  bool advance();
  void begin_member(const Member& member);
  void end_member(const Member& member);
  void end_archive();

  const media::Library& library_;
  const base::UnixSeconds now_;
  base::Descriptor pin_;
  base::Descriptor database_;
  std::vector<Member> members_;
  std::uint64_t size_ = 0;
  std::vector<std::string> left_out_, differing_;

  std::size_t at_ = 0;      // of members_
  std::string pending_;     // what goes out before more of the file
  std::size_t given_ = 0;   // of pending_
  base::Descriptor file_;   // the member's that is under way
  std::uint64_t left_ = 0;  // of it
  std::optional<crypto::Sha256> hash_;
  std::string sums_;
  bool ended_ = false;
};

}  // namespace api
