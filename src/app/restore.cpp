// SPDX-License-Identifier: MIT
#include "app/restore.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>
#include <vector>

#include "app/check.h"
#include "app/folder.h"
#include "app/replace.h"
#include "app/stop.h"
#include "base/files.h"
#include "base/tar.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "media/folder.h"
#include "media/library.h"
#include "store/database_file.h"
#include "store/migrate.h"

namespace app {
namespace {

constexpr std::uint64_t most_sums = 1 << 30;

bool is_name_of_media(std::string_view name) {
  constexpr std::string_view folder = "media/";
  if (!name.starts_with(folder) || name.size() < folder.size() + 3) return false;
  const std::string_view shard = name.substr(folder.size(), 2), file = name.substr(folder.size() + 3);
  return name[folder.size() + 2] == '/' && media::is_file_name(file) && file.starts_with(shard);
}

class Unpacking {
 public:
  Unpacking(const std::string& archive, std::string folder)
      : archive_(base::open_to_read(archive)), folder_(std::move(folder)), piece_(piece_bytes, '\0') {}

  void run() {
    bool first = true;
    for (auto member = next(); member; member = next(), first = false) {
      if (member->name == "SHA256SUMS") return compare(*member);
      if (first != (member->name == "expobox.db") || !(first || is_name_of_media(member->name))) {
        throw base::TarError("it holds \"" + member->name + "\", where no backup has that");
      }
      take(*member);
    }
    throw base::TarError("it ends too early");
  }

 private:
  static constexpr std::size_t piece_bytes = 128 * 1024;

  std::string_view read(std::uint64_t wanted) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, piece_.size()));
    if (base::read_some(archive_, piece_.data(), size) < size) throw base::TarError("it ends too early");
    return std::string_view(piece_).substr(0, size);
  }

  std::optional<base::TarMember> next() { return base::read_tar_header(read(base::tar_block)); }

  template <class Take>
  void content(const base::TarMember& member, Take use) {
    for (std::uint64_t left = member.size; left > 0;) {
      const std::string_view bytes = read(left);
      use(bytes);
      left -= bytes.size();
    }
    read(base::tar_padding(member.size));
  }

  void take(const base::TarMember& member) {
    if (!taken_.insert(member.name).second) throw base::TarError("it holds " + member.name + " twice");
    base::NewFile file(folder_ + "/" + member.name);
    crypto::Sha256 hash;
    content(member, [&](std::string_view bytes) {
      file.write(bytes);
      hash.update(bytes);
    });
    file.keep();
    sums_ += base::hex(hash.digest()) + "  " + member.name + "\n";
  }

  // The sums are in the order of the members.
  void compare(const base::TarMember& member) {
    if (member.size > most_sums) throw base::TarError("its SHA256SUMS is too large");
    std::string sums;
    content(member, [&](std::string_view bytes) { sums += bytes; });
    if (sums == sums_) return;
    const auto differ = std::ranges::mismatch(sums_, sums);
    const auto at = static_cast<std::size_t>(differ.in1 - sums_.begin());
    const std::size_t line = at == 0 ? 0 : sums_.rfind('\n', at - 1) + 1;
    throw base::TarError("its SHA256SUMS does not fit: " + sums_.substr(line, sums_.find('\n', line) - line));
  }

  base::Descriptor archive_;
  std::string folder_;
  std::string piece_;
  std::set<std::string> taken_;
  std::string sums_;
};

void require_room(const Folder& folder, const std::string& archive, std::uint64_t reserve) {
  const std::uint64_t needed = std::filesystem::file_size(archive) + reserve;
  const std::uint64_t free = base::free_bytes(folder.path());
  if (free >= needed) return;
  throw Stop(Exit::io, "there is not enough room in " + folder.path() + ": " + std::to_string(needed) +
                           " bytes are needed, as the box that is there is kept, and " +
                           std::to_string(free) + " are free");
}

// The folder the new box is made in, which goes again unless the box took its place.
class Prepared {
 public:
  explicit Prepared(const std::string& data) : data_(data), path_(folder_to_prepare_in(data)) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() {
    std::error_code ignored;  // the next start tries again
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  std::string take() { return take_prepared(data_); }

 private:
  std::string data_, path_;
};

void report(const Restored& restored, const std::string& kept, std::ostream& err) {
  err << "restored " << restored.files << " media files and the database\n";
  if (restored.differing > 0) {
    err << restored.differing << " of the files were damaged when the backup was made: see expobox check\n";
  }
  if (!kept.empty()) err << "what was there before is in " << kept << "\n";
  err << "The key of the tokens is no part of a backup. Unless this folder has it, phones sign in again.\n";
}

}  // namespace

void unpack(const std::string& archive, const std::string& folder) {
  try {
    Unpacking(archive, folder).run();
  } catch (const base::TarError& error) {
    throw Stop(Exit::data, archive + " cannot be restored: " + error.what() + ". Nothing was changed.");
  }
}

Restored verify(const std::string& folder) {
  const std::string database = folder + "/expobox.db";
  store::require_ours(database);
  const auto faults = store::faults_of(database);
  if (!faults.empty()) throw Stop(Exit::data, "the database in the backup is damaged: " + faults.front());
  const media::Library library(folder + "/media", {});
  Restored found;
  library.each([&](const std::string&) { ++found.files; });
  const auto rows = store::media_files(database);
  for (const store::MediaFile& row : rows) {
    const MediaFault fault = fault_of(library, row);
    if (fault == MediaFault::content) ++found.differing;
    if (fault == MediaFault::missing || fault == MediaFault::size) {
      throw Stop(Exit::data, "the backup lacks the media file " + row.file);
    }
  }
  if (found.files != rows.size()) throw Stop(Exit::data, "the backup has media files that no row names");
  return found;
}

void run_restore(Call& call) {
  if (call.operands.size() != 1) throw Stop(Exit::usage, "which FILE is to be restored?");
  const Config& config = call.configuration.config;
  const std::string& archive = call.operands.front();
  if (!base::exists(archive)) throw Stop(Exit::usage, "there is no file " + archive);
  const Folder folder(config.data);
  const base::Descriptor held = folder.lock();
  require_room(folder, archive, config.media.reserve_bytes);

  Prepared prepared(folder.path());
  unpack(archive, prepared.path());
  const Restored restored = verify(prepared.path());
  store::set_new_epoch(prepared.path() + "/expobox.db");
  report(restored, prepared.take(), call.console.err);
}

}  // namespace app
