// SPDX-License-Identifier: MIT
#include "backup/archive_writer.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/text/tar.h"
#include "base/text/text.h"

namespace api {
namespace {

constexpr std::uint64_t too_large_to_cache = 1 << 20;

}  // namespace

ArchiveWriter::ArchiveWriter(const BackupSource& source, ArchiveManifest contents)
    : now_(source.now), contents_(std::move(contents)), size_(contents_.size()), sums_(source.copies) {}

std::size_t ArchiveWriter::read(char* to, std::size_t room) {
  while (given_ == pending_.size() && left_ == 0) {
    if (!advance()) return 0;
  }
  if (given_ < pending_.size()) {
    const std::size_t got = pending_.copy(to, room, given_);
    given_ += got;
    return got;
  }
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room, left_));
  const std::size_t got = base::read_up_to(file_, to, wanted);
  if (got < wanted) throw base::DiskError(EIO, "read all of " + member_.name);
  hash_->update({to, got});
  left_ -= got;
  return got;
}

// Advances to the next part; false at the end.
bool ArchiveWriter::advance() {
  pending_.clear();
  given_ = 0;
  if (file_) {
    end_member();
  } else if (stage_ == Stage::members) {
    if (const auto member = contents_.next()) {
      begin(contents_.open(*member), *member);
    } else {
      stage_ = Stage::sums;
      const std::uint64_t size = sums_.size();
      begin(sums_.release(), {.name = "SHA256SUMS", .file = "", .size = size, .sha256 = ""});
    }
  } else if (stage_ == Stage::sums) {
    stage_ = Stage::ended;
    pending_.assign(base::tar_end, '\0');
  } else {
    return false;
  }
  return true;
}

void ArchiveWriter::begin(base::Descriptor file, const ArchiveEntry& member) {
  member_ = member;
  file_ = std::move(file);
  posix_fadvise(file_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  hash_.emplace();
  left_ = member.size;
  pending_ = base::tar_header({member.name, member.size, now_});
}

void ArchiveWriter::end_member() {
  const std::string digest = base::hex(hash_->digest());
  if (!member_.file.empty() && digest != member_.sha256) differing_.push_back(member_.file);
  if (stage_ == Stage::members) sums_.write(digest + "  " + member_.name + "\n");
  pending_.assign(base::tar_padding(member_.size), '\0');
  // A large file must not evict other data from the page cache of a small machine.
  if (member_.size >= too_large_to_cache) posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
  file_.reset();
}

}  // namespace api
