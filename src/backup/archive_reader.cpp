// SPDX-License-Identifier: MIT
#include "backup/archive_reader.h"

#include <algorithm>
#include <utility>

#include "base/files.h"
#include "base/text/text.h"
#include "crypto/hash.h"
#include "media/sharded_folder.h"

namespace api {
namespace {

constexpr std::size_t piece_bytes = 128 * 1024;
constexpr std::uint64_t max_sums = 1 << 30;

bool is_name_of_media(std::string_view name) {
  constexpr std::string_view folder = "media/";
  if (!name.starts_with(folder) || name.size() < folder.size() + 3) return false;
  const std::string_view shard = name.substr(folder.size(), 2), file = name.substr(folder.size() + 3);
  return name[folder.size() + 2] == '/' && media::is_file_name(file) && file.starts_with(shard);
}

}  // namespace

ArchiveReader::ArchiveReader(Read read, std::string folder)
    : read_(std::move(read)), folder_(std::move(folder)), piece_(piece_bytes, '\0') {}

void ArchiveReader::extract() {
  bool first = true;
  for (auto member = next(); member; member = next(), first = false) {
    if (member->name == "SHA256SUMS") return take_sums(*member);
    if (first != (member->name == "expobox.db") || !(first || is_name_of_media(member->name))) {
      const std::string shown = base::valid_utf8(member->name) ? member->name : "?";
      throw base::TarError("it holds \"" + shown + "\", where no backup has that");
    }
    extract_member(*member);
  }
  throw base::TarError("it ends too early");
}

void ArchiveReader::verify_checksums() const {
  if (told_sums_ == sums_) return;
  const auto differ = std::ranges::mismatch(sums_, told_sums_);
  const auto at = static_cast<std::size_t>(differ.in1 - sums_.begin());
  const std::size_t line = at == 0 ? 0 : sums_.rfind('\n', at - 1) + 1;
  throw base::TarError("its SHA256SUMS does not fit: " + sums_.substr(line, sums_.find('\n', line) - line));
}

std::string_view ArchiveReader::read(std::uint64_t wanted) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, piece_.size()));
  for (std::size_t all = 0; all < size;) {
    const std::size_t got = read_(piece_.data() + all, size - all);
    if (got == 0) throw base::TarError("it ends too early");
    all += got;
  }
  return std::string_view(piece_).substr(0, size);
}

std::optional<base::TarMember> ArchiveReader::next() { return base::read_tar_header(read(base::tar_block)); }

template <class Use>
void ArchiveReader::content(const base::TarMember& member, Use use) {
  for (std::uint64_t left = member.size; left > 0;) {
    const std::string_view bytes = read(left);
    use(bytes);
    left -= bytes.size();
  }
  read(base::tar_padding(member.size));
}

void ArchiveReader::extract_member(const base::TarMember& member) {
  if (!taken_.insert(member.name).second) throw base::TarError("it holds " + member.name + " twice");
  base::NewFile file(folder_ + "/" + member.name);
  crypto::Sha256 hash;
  content(member, [&](std::string_view bytes) {
    file.write(bytes);
    hash.update(bytes);
  });
  file.commit();
  sums_ += base::hex(hash.digest()) + "  " + member.name + "\n";
}

void ArchiveReader::take_sums(const base::TarMember& member) {
  if (member.size > max_sums) throw base::TarError("its SHA256SUMS is too large");
  content(member, [&](std::string_view bytes) { told_sums_ += bytes; });
}

}  // namespace api
