// SPDX-License-Identifier: MIT
#include "media/file_store.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "base/text/text.h"

namespace media {
namespace {

namespace fs = std::filesystem;

// Calls `call` for each entry of a folder. Does nothing if the folder does not exist or is not a directory.
template <class Call>
void each_entry(const std::string& folder, Call call) {
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) call(*entry);
  const bool none = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  if (error && !none) throw base::DiskError(error.value(), "list " + folder);
}

bool remove_now(const std::string& path) {
  try {
    base::remove_file(path);
    return true;
  } catch (const base::DiskError& error) {
    base::log(base::Level::warning, "media", "a file stays behind",
              {{"file", path}, {"error", error.what()}});
    return false;
  }
}

base::Descriptor open_lock(const std::string& path) {
  base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!file) throw base::DiskError(errno, "open " + path);
  return file;
}

}  // namespace

FileStore::FileStore(std::string folder, Limits limits)
    : shards_(std::move(folder)),
      image_bytes_(limits.image_bytes),
      video_bytes_(limits.video_bytes),
      reserve_bytes_(limits.reserve_bytes),
      max_file_size_(base::max_file_size(shards_.folder())),
      pins_(open_lock(pin_file())) {}

Limits FileStore::limits() const {
  return {.image_bytes = std::min(image_bytes_.load(), max_file_size_),
          .video_bytes = std::min(video_bytes_.load(), max_file_size_),
          .reserve_bytes = reserve_bytes_,
          .heic = heic_};
}

void FileStore::set_limits(std::uint64_t image, std::uint64_t video) {
  image_bytes_ = image;
  video_bytes_ = video;
}

UploadWriter FileStore::start_upload(std::string_view file_name, MediaKind kind,
                                     std::uint64_t expected) const {
  require_room(expected);
  return {shards_, file_name, kind, limits()};
}

void FileStore::require_room(std::uint64_t expected) const {
  media::require_free_space(shards_.folder(), expected, reserve_bytes_);
}

void FileStore::require_room_for_rows() const {
  if (!free_space_.has(shards_.folder(), limits().organisers_bytes()))
    throw base::DiskError(ENOSPC, "keep the organiser's reserve free in " + shards_.folder());
}

base::AppendFile FileStore::open_for_append(std::string_view file, std::uint64_t size) const {
  return {shards_.path_for_new(file), size};
}

void FileStore::truncate(std::string_view file, std::uint64_t size) const try {
  if (const auto there = size_of(file); there && *there > size) open_for_append(file, size);
} catch (const base::DiskError& error) {
  base::log(base::Level::warning, "media", "a file cannot be cut back",
            {{"file", std::string(file)}, {"error", error.what()}});
}

base::Descriptor FileStore::open(std::string_view file) const try {
  if (!is_file_name(file)) return {};
  return shards_.directory().open_to_read(name_of(file));
} catch (const base::NotRegular& error) {
  note_irregular(file, error);
  return {};
}

base::Descriptor FileStore::open_to_change(std::string_view file) const {
  return shards_.directory().open_to_change(name_of(file));
}

// Logs a file only once in a row, so that repeated requests for it do not fill the log.
void FileStore::note_irregular(std::string_view file, const base::DiskError& error) const {
  const std::lock_guard lock(mutex_);
  if (irregular_ == file) return;
  irregular_ = file;
  base::log(base::Level::warning, "media", "a media file is a link, or no file at all, and is not served",
            {{"file", std::string(file)}, {"error", error.what()}});
}

bool FileStore::is_irregular(std::string_view file) const {
  if (!is_file_name(file)) return false;
  const std::string path = media_path(shards_.folder(), file);
  std::error_code none;
  const auto shard = fs::symlink_status(base::parent_path(path), none),
             status = fs::symlink_status(path, none);
  return fs::exists(status) && !(fs::is_directory(shard) && fs::is_regular_file(status));
}

std::optional<std::uint64_t> FileStore::size_of(std::string_view file) const {
  if (!is_file_name(file) || is_irregular(file)) return {};
  std::error_code none;
  const auto size = fs::file_size(media_path(shards_.folder(), file), none);
  return none ? std::nullopt : std::optional<std::uint64_t>(size);
}

void FileStore::remove(std::string_view file) const {
  if (!is_file_name(file)) return;
  {
    const std::lock_guard lock(mutex_);
    postponed_.emplace_back(file);
  }
  remove_deferred();
}

void FileStore::remove_deferred() const {
  const std::lock_guard lock(mutex_);
  if (postponed_.empty()) return;
  unpinned([&] {
    for (const std::string& file : postponed_)
      left_to_sweep_ |= !remove_now(media_path(shards_.folder(), file));
    postponed_.clear();
  });
}

void FileStore::mark_for_sweep() const {
  const std::lock_guard lock(mutex_);
  left_to_sweep_ = true;
}

bool FileStore::needs_sweep() const {
  const std::lock_guard lock(mutex_);
  return left_to_sweep_ || !postponed_.empty();
}

// A row is deleted before its file is removed, and a pin is taken before rows are read. A reader that obtains
// a pin after this check therefore sees no row of the file.
bool FileStore::unpinned(const std::function<void()>& call) const {
  const bool none = ::flock(pins_.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  if (none) call();
  ::flock(pins_.get(), LOCK_UN);
  return none;
}

base::Descriptor FileStore::pin() const {
  base::Descriptor file = open_lock(pin_file());
  // A remover holds the lock only briefly.
  while (::flock(file.get(), LOCK_SH) != 0) {
    if (errno != EINTR) return {};
  }
  return file;
}

bool FileStore::pinned() const {
  const std::lock_guard lock(mutex_);
  return !unpinned([] {});
}

void FileStore::each(const std::function<void(const std::string& file)>& call) const {
  for (int number = 0; number < 256; ++number) {
    const std::string shard = base::hex(std::string(1, static_cast<char>(number)));
    std::error_code none;
    if (fs::is_symlink(shards_.folder() + '/' + shard, none)) continue;
    each_entry(shards_.folder() + '/' + shard, [&](const fs::directory_entry& entry) {
      const std::string file = entry.path().filename().string();
      std::error_code unreadable;
      const bool regular = fs::is_regular_file(entry.symlink_status(unreadable));
      if (is_file_name(file) && file.starts_with(shard) && regular) call(file);
    });
  }
}

}  // namespace media
