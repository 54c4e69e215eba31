// SPDX-License-Identifier: MIT
#include "api/archive.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/ids.h"
#include "base/tar.h"
#include "base/text.h"
#include "store/database_file.h"

namespace api {
namespace {

constexpr std::size_t digest_digits = 64;
constexpr std::uint64_t too_large_to_cache = 1 << 20;

std::string line_of_sums(std::string_view digest, const std::string& name) {
  return std::string(digest) + "  " + name + "\n";
}

std::uint64_t size_of(const base::Descriptor& file) {
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < 0 || ::lseek(file.get(), 0, SEEK_SET) != 0) throw base::DiskError(errno, "measure a file");
  return static_cast<std::uint64_t>(size);
}

std::uint64_t room_in_tar(std::uint64_t size) { return base::tar_block + size + base::tar_padding(size); }

// A copy that goes with this object, if not before.
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

Archive::Archive(const Source& source) : library_(source.library), now_(source.now), pin_(library_.pin()) {
  copy_database(source);
  std::uint64_t sums = 0;
  for (const Member& member : members_) {
    size_ += room_in_tar(member.size);
    sums += digest_digits + 2 + member.name.size() + 1;
  }
  size_ += room_in_tar(sums) + base::tar_end;
}

void Archive::copy_database(const Source& source) {
  base::make_folders(source.copies);
  const base::Descriptor original = base::open_to_read(source.database);
  if (!original) throw base::DiskError(ENOENT, "open " + source.database);
  library_.require_room(size_of(original));

  const Copy copy(source.copies + "/archive-" + base::random_hex(8) + ".db");
  store::copy_database(source.database, copy.path);
  members_.push_back({.name = "expobox.db", .file = "", .sha256 = ""});
  for (const store::MediaFile& media : store::media_files(copy.path)) {
    if (library_.size_of(media.file) != media.size) {
      left_out_.push_back(media.file);
    } else {
      members_.push_back({.name = "media/" + media.file.substr(0, 2) + "/" + media.file,
                          .file = media.file,
                          .size = media.size,
                          .sha256 = media.sha256});
    }
  }
  if (!left_out_.empty()) store::remove_media_rows(copy.path, left_out_);
  database_ = base::open_to_read(copy.path);
  members_.front().size = size_of(database_);
}

std::size_t Archive::read(char* to, std::size_t room) {
  while (given_ == pending_.size() && left_ == 0) {
    if (!advance()) return 0;
  }
  if (given_ < pending_.size()) {
    const std::size_t got = pending_.copy(to, room, given_);
    given_ += got;
    return got;
  }
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room, left_));
  const std::size_t got = base::read_some(file_, to, wanted);
  if (got < wanted) throw base::DiskError(EIO, "read all of " + members_[at_].name);
  hash_->update({to, got});
  left_ -= got;
  return got;
}

// To what comes next; false at the end.
bool Archive::advance() {
  pending_.clear();
  given_ = 0;
  if (ended_) return false;
  if (file_) {
    end_member(members_[at_++]);
  } else if (at_ < members_.size()) {
    begin_member(members_[at_]);
  } else {
    end_archive();
  }
  return true;
}

void Archive::begin_member(const Member& member) {
  file_ = member.file.empty() ? std::move(database_) : library_.open(member.file);
  if (!file_) throw base::DiskError(ENOENT, "open " + member.name);
  posix_fadvise(file_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  hash_.emplace();
  left_ = member.size;
  pending_ = base::tar_header({member.name, member.size, now_});
}

void Archive::end_member(const Member& member) {
  const std::string digest = base::hex(hash_->digest());
  if (!member.file.empty() && digest != member.sha256) differing_.push_back(member.file);
  sums_ += line_of_sums(digest, member.name);
  pending_.assign(base::tar_padding(member.size), '\0');
  // A film must not push out of a small machine's memory what everybody reads.
  if (member.size >= too_large_to_cache) posix_fadvise(file_.get(), 0, 0, POSIX_FADV_DONTNEED);
  file_.reset();
}

void Archive::end_archive() {
  ended_ = true;
  pending_ = base::tar_header({"SHA256SUMS", sums_.size(), now_}) + sums_;
  pending_.append(base::tar_padding(sums_.size()) + base::tar_end, '\0');
}

}  // namespace api
