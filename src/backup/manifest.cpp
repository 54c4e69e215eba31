// SPDX-License-Identifier: MIT
#include "backup/manifest.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/text/tar.h"
#include "base/text/text.h"

namespace api {
namespace {

constexpr std::size_t digest_digits = 64;

std::uint64_t room_in_tar(std::uint64_t size) { return base::tar_block + size + base::tar_padding(size); }

}  // namespace

std::uint64_t size_of(const base::Descriptor& file) {
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < 0 || ::lseek(file.get(), 0, SEEK_SET) != 0) throw base::DiskError(errno, "measure a file");
  return static_cast<std::uint64_t>(size);
}

ArchiveManifest::ArchiveManifest(const BackupSource& source)
    : library_(&source.library), pin_(library_->pin()), list_(source.copies) {}

void ArchiveManifest::add(std::string name, base::Descriptor content) {
  ArchiveEntry member{.name = std::move(name), .file = "", .size = size_of(content), .sha256 = ""};
  count(member);
  own_.emplace_back(std::move(member), std::move(content));
}

bool ArchiveManifest::add(const ArchiveEntry& media) {
  if (library_->size_of(media.file) != media.size) {
    left_out_.push_back(media.file);
    return false;
  }
  count(media);
  list_.write(std::to_string(media.size) + "\t" + media.sha256 + "\t" + media.file + "\t" + media.name +
              "\n");
  return true;
}

void ArchiveManifest::count(const ArchiveEntry& member) {
  size_ += room_in_tar(member.size);
  sums_ += digest_digits + 2 + member.name.size() + 1;
}

std::uint64_t ArchiveManifest::size() const { return size_ + room_in_tar(sums_) + base::tar_end; }

std::optional<ArchiveEntry> ArchiveManifest::next() {
  if (at_ < own_.size()) return own_[at_++].first;
  std::string line;
  if (!list_.read_line(line)) return {};
  const std::size_t first = line.find('\t'), second = line.find('\t', first + 1),
                    third = line.find('\t', second + 1);
  const std::string_view parts = line;
  return ArchiveEntry{.name = line.substr(third + 1),
                      .file = line.substr(second + 1, third - second - 1),
                      .size = static_cast<std::uint64_t>(base::parse_int(parts.substr(0, first)).value_or(0)),
                      .sha256 = line.substr(first + 1, second - first - 1)};
}

base::Descriptor ArchiveManifest::open(const ArchiveEntry& member) {
  base::Descriptor file = member.file.empty() ? std::move(own_[at_ - 1].second) : library_->open(member.file);
  if (!file) throw base::DiskError(ENOENT, "open " + member.name);
  return file;
}

}  // namespace api
