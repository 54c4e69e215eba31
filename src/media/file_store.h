// SPDX-License-Identifier: MIT
#pragma once

// The media files of the box, one folder of immutable files with random names: "3f/3f9c….jpg".
//
// An upload streams straight to its final name while it is counted and hashed. Until it is kept the file goes
// away with the UploadWriter object; after a crash before that it is an orphan, which no row names and the
// janitor finds with each(). Once kept it is never changed, so it may be cached for ever. While somebody
// holds a pin, in this process or another, no file goes: what is removed meanwhile stays until the pins are
// gone, or is found as an orphan after a crash. Any thread may call; an UploadWriter belongs to one thread.

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "media/sharded_folder.h"
#include "media/upload_writer.h"

namespace media {

class FileStore {
 public:
  FileStore(std::string folder, Limits limits);  // makes the folder; throws base::DiskError

  // Throws base::DiskError (full) when the reserve would be touched by `expected` more bytes.
  UploadWriter start_upload(std::string_view file_name, MediaKind kind, std::uint64_t expected = 0) const;
  void require_room(std::uint64_t expected) const;  // same promise, without an upload
  // Throws base::DiskError (full) when only the organiser's reserve is left. The drive is asked once a
  // second.
  void require_room_for_rows() const;

  // Files that come in pieces (store/uploads.h), under the name they will have as media. A name keeps its own
  // extension where an upload would, else it has that of the declared type. Nothing when no image may have
  // such a name.
  std::optional<std::string> new_name(std::string_view file_name, MediaKind kind,
                                      std::string_view declared_type) const;
  base::AppendFile open_for_append(std::string_view file,
                                   std::uint64_t size) const;      // throws base::DiskError
  void truncate(std::string_view file, std::uint64_t size) const;  // if it is longer; failures are logged
  // What an UploadWriter would have found, of the first bytes and of the whole. Throw base::DiskError.
  std::optional<FileError> sniff_error(std::string_view file, MediaKind kind) const;
  Inspection inspect(std::string_view file, std::string_view file_name, MediaKind kind) const;
  // Overwrites the location a whole file tells, if any: after a call of `first`, on the drive when it returns
  // true. To what a crash left half it is done again. Throws base::DiskError and what `first` does.
  bool erase_location(std::string_view file, const MediaType& type, const std::function<void()>& first) const;

  base::Descriptor open(std::string_view file) const;  // empty: no regular file; throws base::DiskError
  bool is_irregular(std::string_view file) const;      // a link, a device or the like has its name
  std::optional<std::uint64_t> size_of(std::string_view file) const;
  void remove(std::string_view file) const;  // gone or never there; failures are logged, not thrown
  void remove_deferred() const;              // what pins have kept, unless one still does

  // A file may stay that no row names, or the other way round: only a sweep can tell.
  void mark_for_sweep() const;
  bool needs_sweep() const;  // so told; or a file that was to be removed is still there
  // While it is open every file stays that a row names by now. Empty, and no help, without locks.
  base::Descriptor pin() const;  // throws base::DiskError
  bool pinned() const;
  // Calls back with every file there is, as in Stored, and nothing else. Throws base::DiskError.
  void each(const std::function<void(const std::string& file)>& call) const;
  Limits limits() const;
  // Of uploads that begin after it.
  void set_limits(std::uint64_t image, std::uint64_t video);
  void set_heic(bool stored) { heic_ = stored; }

 private:
  base::Descriptor open_to_change(std::string_view file) const;
  void note_irregular(std::string_view file, const base::DiskError& error) const;
  bool unpinned(const std::function<void()>& call) const;
  std::string pin_file() const { return shards_.folder() + ".lock"; }

  mutable ShardedFolder shards_;  // which of them are made is no state of the library's
  std::atomic<std::uint64_t> image_bytes_, video_bytes_;
  std::atomic<bool> heic_{false};
  const std::uint64_t reserve_bytes_, max_file_size_;  // FAT32 ends at 4 GB
  mutable FreeSpace free_space_;
  mutable std::mutex mutex_;
  mutable base::Descriptor pins_;
  mutable std::vector<std::string> postponed_;
  mutable bool left_to_sweep_ = false;
  mutable std::string irregular_;  // the latest that was told
};

}  // namespace media
