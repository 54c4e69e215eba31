// SPDX-License-Identifier: MIT
#pragma once

// Stores the server's media files: a folder of immutable files with random names, such as "3f/3f9c….jpg". A
// kept file never changes, so clients may cache it indefinitely. While any process holds a pin, no file is
// removed; removals are deferred until the last pin is released.
// Thread safety: any thread may call all functions; an UploadWriter belongs to one thread.
// Crash safety: an interrupted upload or deferred removal leaves an orphan, a file that no row references.
// The janitor finds orphans with each().
// Throws: base::DiskError where noted.

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
  FileStore(std::string folder, Limits limits);  // creates the folder; throws base::DiskError

  // Throws base::DiskError (full) if `expected` more bytes would use the reserve.
  UploadWriter start_upload(std::string_view file_name, MediaKind kind, std::uint64_t expected = 0) const;
  void require_room(std::uint64_t expected) const;  // the same check, without an upload
  // Throws base::DiskError (full) if only the organiser's reserve is left. Queries the file system once a
  // second, and on each call while space is short.
  void require_room_for_rows() const;

  // Returns the media name for a file that arrives in pieces (store/uploads.h). The name keeps the extension
  // of `file_name` if an upload would keep it; otherwise it gets the extension of the declared type. Returns
  // nothing if an image may not have the extension of `file_name`.
  std::optional<std::string> new_name(std::string_view file_name, MediaKind kind,
                                      std::string_view declared_type) const;
  base::AppendFile open_for_append(std::string_view file,
                                   std::uint64_t size) const;      // throws base::DiskError
  void truncate(std::string_view file, std::uint64_t size) const;  // only if it is longer; logs failures
  // The results that an UploadWriter would give for the first bytes and for the whole file. Both throw
  // base::DiskError.
  std::optional<FileError> sniff_error(std::string_view file, MediaKind kind) const;
  Inspection inspect(std::string_view file, std::string_view file_name, MediaKind kind) const;
  // Overwrites the location metadata of a complete file, if it has any. Calls `first` before the first write.
  // The changes are durable when the function returns true. After a crash, a second call completes a partial
  // overwrite. Throws base::DiskError and whatever `first` throws.
  bool erase_location(std::string_view file, const MediaType& type, const std::function<void()>& first) const;

  base::Descriptor open(std::string_view file) const;  // empty if not a regular file; throws base::DiskError
  bool is_irregular(std::string_view file) const;      // the name is a symbolic link, a device or the like
  std::optional<std::uint64_t> size_of(std::string_view file) const;
  void remove(std::string_view file) const;  // ignores missing files; logs failures
  void remove_deferred() const;              // removes deferred files unless a pin is held

  // Records that a file may lack a row, or a row its file. Only a sweep can find out.
  void mark_for_sweep() const;
  bool needs_sweep() const;  // after mark_for_sweep(), or if a file still awaits removal
  // While the descriptor is open, every file that a row references at the time of the call stays in place.
  // The descriptor is empty, and protects nothing, if the file system has no locks.
  base::Descriptor pin() const;  // throws base::DiskError
  bool pinned() const;
  // Calls `call` with the name of every stored file, as in StoredFile, and of nothing else. Throws
  // base::DiskError.
  void each(const std::function<void(const std::string& file)>& call) const;
  Limits limits() const;
  // Applies to uploads that start afterwards.
  void set_limits(std::uint64_t image, std::uint64_t video);
  void set_heic(bool stored) { heic_ = stored; }

 private:
  base::Descriptor open_to_change(std::string_view file) const;
  void note_irregular(std::string_view file, const base::DiskError& error) const;
  bool unpinned(const std::function<void()>& call) const;
  std::string pin_file() const { return shards_.folder() + ".lock"; }

  mutable ShardedFolder shards_;  // mutable: caches which folders exist
  std::atomic<std::uint64_t> image_bytes_, video_bytes_;
  std::atomic<bool> heic_{false};
  const std::uint64_t reserve_bytes_, max_file_size_;  // FAT32 limits files to 4 GB
  mutable FreeSpace free_space_;
  mutable std::mutex mutex_;
  mutable base::Descriptor pins_;
  mutable std::vector<std::string> postponed_;
  mutable bool left_to_sweep_ = false;
  mutable std::string irregular_;  // the last file logged as irregular
};

}  // namespace media
